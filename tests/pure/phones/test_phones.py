import random
from unittest import TestCase

import phonenumbers
from callcenter.phones import (
    lookup_keys,
    read_keys,
    read_plain,
    suffix_match,
    tail_of,
)
from callcenter.phones.countries.vn import AREAS_2017, MOBILES_2018
from callcenter.phones.renumber import renumber
from spellings import (
    AMBIGUOUS,
    BESIDE,
    BESIDE_LANDLINE,
    FOREIGN,
    HANOI,
    LABELLED,
    MOBILE,
    NOT_VALID,
    ONE_LANDLINE,
    ONE_MOBILE,
    SEVERAL,
    VN,
)


def values(text, regions=VN):
    return [key.value for key in read_keys(text, regions)]


class TestPhonesRead(TestCase):
    """What contacts' fields hold."""

    def test_one_mobile(self):
        for text in ONE_MOBILE:
            with self.subTest(text):
                self.assertEqual(values(text), [MOBILE])

    def test_one_landline(self):
        for text, label in ONE_LANDLINE:
            with self.subTest(text):
                keys = [(key.value, key.label) for key in read_keys(text, VN)]
                self.assertEqual(keys, [(HANOI, label)])

    def test_several_in_one_field(self):
        for text, expected in SEVERAL:
            with self.subTest(text):
                self.assertEqual(values(text), expected)

    def test_labels(self):
        for text, expected in LABELLED:
            with self.subTest(text):
                keys = [(key.value, key.label) for key in read_keys(text, VN)]
                self.assertEqual(keys, expected)

    def test_digits_beside_a_number_make_no_other(self):
        for number, rows in ((MOBILE, BESIDE), (HANOI, BESIDE_LANDLINE)):
            for text, label in rows:
                with self.subTest(text):
                    keys = [(key.value, key.label) for key in read_keys(text, VN)]
                    self.assertEqual(keys, [(number, label)])

    def test_what_is_no_number(self):
        for text, expected in NOT_VALID:
            with self.subTest(text):
                self.assertEqual(values(text), expected)

    def test_foreign(self):
        for region, text, expected in FOREIGN:
            with self.subTest(text, region=region):
                self.assertEqual(values(text, [region]), expected)

    def test_pieces_and_tails(self):
        for text, expected in (
            ("ĐT: (024) 3825 1234.", [("8251234", "(024) 3825 1234")]),
            ("(+84) 912345678", [("2345678", "(+84) 912345678")]),
            ("(0912345678)", [("2345678", "0912345678")]),
            ("24 38251234/5", [("8251234", "24 38251234"), ("8251235", "24 38251235")]),
            ("01681234567", [("1234567", "01681234567")]),
            ("113", [("", "113")]),
        ):
            with self.subTest(text):
                keys = [(key.tail, key.piece) for key in read_keys(text, VN)]
                self.assertEqual(keys, expected)

    def test_a_number_valid_at_home_is_read_there_only(self):
        for regions, text, expected in (
            (["VN", "FR"], "0145678901", ["+33145678901"]),
            (["VN", "FR"], "0912345678", [MOBILE]),
            (["FR", "VN"], "0912345678", ["+33912345678"]),
            (["US", "VN"], "0912345678", [MOBILE]),
            (["US", "VN", "FR"], "0912345678", [MOBILE, "+33912345678"]),
            (["", "VN", "FR"], "0912345678", [MOBILE, "+33912345678"]),
            (["", "VN", "FR"], "+84912345678", [MOBILE]),
            ([None, "vn"], "0912345678", [MOBILE]),
            (["XX"], "0912345678", ["=0912345678"]),
            ([], "+84912345678", [MOBILE]),
            ([], "0912345678", ["=0912345678"]),
        ):
            with self.subTest(text, regions=regions):
                self.assertEqual(values(text, regions), expected)

    def test_the_short_way_reads_what_the_long_one_does(self):
        short = 0
        ambiguous = (text for text, _keys in AMBIGUOUS)
        texts = [*((t, "VN") for t in (*ONE_MOBILE, *ambiguous))]
        texts += [(t, "VN") for t, _keys in (*SEVERAL, *ONE_LANDLINE, *NOT_VALID) if t]
        texts += [(text, region) for region, text, _keys in FOREIGN]
        for text, region in texts:
            code = phonenumbers.country_code_for_region(region)
            try:
                parsed = phonenumbers.parse(text, region)
            except phonenumbers.NumberParseException:
                continue
            number = phonenumbers.format_number(
                parsed, phonenumbers.PhoneNumberFormat.E164
            )
            if not phonenumbers.is_valid_number(parsed):
                number = False
            key = read_plain(text, number, code)
            if key:
                short += 1
                with self.subTest(text, region=region):
                    self.assertEqual([key], read_keys(text, [region, "VN"]))
        self.assertGreater(short, 15)

    def test_random_text_never_raises(self):
        drawn = random.Random(4)
        alphabet = (
            "00123456789" * 3 + " .-/(),+;:@#x\n\t\0\ud800'\"=eEoO&|\\"
            "ăđĐ０９٣²½½℡…–\u200b\u202e\ufdfa"
        )
        words = ["máy lẻ ", "hoặc", "sip:", "tel:", "+84", "0912345678", "MST", "ext"]
        for _round in range(1500):
            text = "".join(
                drawn.choice(words) if drawn.random() < 0.1 else drawn.choice(alphabet)
                for _count in range(drawn.randrange(40))
            )
            for key in read_keys(text, ["VN", "DE", "US"]):
                self.assertRegex(key.value, r"^([+]\d{4,15}|=\d{3,15})$")
                self.assertRegex(key.tail, r"^(\d{7})?$")
                f"{key.piece}{key.label}".encode()
            lookup_keys(text, VN, "9")
            tail_of(text)
            suffix_match(text, text[::-1])

    def test_long_texts_are_cut(self):
        for text in ("1/" * 5000, "0 " * 5000, "0912345678 " * 1000, "(" * 10000):
            self.assertLessEqual(len(read_keys(text, ["VN", "DE", "US"])), 100)


class TestPhonesRenumbered(TestCase):
    """Vietnam's renumberings, read both ways."""

    def test_every_province_of_2017(self):
        self.assertEqual(len({old for _name, old, _new in AREAS_2017}), 59)
        self.assertEqual(len({new for _name, _old, new in AREAS_2017}), 59)
        for name, old, new in AREAS_2017:
            own = "38251234" if len(old) == 1 else "3825123"
            today = f"+84{new}{own}"
            with self.subTest(name):
                self.assertTrue(phonenumbers.is_valid_number(phonenumbers.parse(today)))
                for text in (f"0{old} {own}", f"(0{old}) {own}", f"+84 {old} {own}"):
                    self.assertEqual(values(text)[0], today, text)
                self.assertIn(today, values(f"0{old}{own}"))
                self.assertEqual(values(f"0{new} {own}"), [today])
                self.assertEqual(lookup_keys(f"0{new}{own}", VN), [today])

    def test_the_four_that_kept_their_code(self):
        for area in ("210", "211", "218", "219"):
            self.assertEqual(values(f"0{area} 3825123"), [f"+84{area}3825123"])

    def test_every_mobile_prefix_of_2018(self):
        self.assertEqual(len({old for _name, old, _new in MOBILES_2018}), 21)
        self.assertEqual(len({new for _name, _old, new in MOBILES_2018}), 21)
        for _name, old, new in MOBILES_2018:
            today = f"+84{new}9464344"
            with self.subTest(old):
                for text in (
                    f"0{old}9464344",
                    f"0{old} 946 4344",
                    f"0{old}.946.4344",
                    f"+84 {old} 946 4344",
                    f"84{old}9464344",
                    f"{old}9464344",
                ):
                    self.assertEqual(values(text), [today], text)
                    self.assertEqual(lookup_keys(text, VN), [today], text)
                self.assertEqual(values(f"0{new}9464344")[0], today)

    def test_ambiguous_entries_get_both_keys(self):
        for text, expected in AMBIGUOUS:
            with self.subTest(text):
                self.assertEqual(values(text), expected)

    def test_other_countries_are_left_alone(self):
        self.assertIsNone(renumber(49, "438251234"))
        self.assertEqual(values("+66 438251234"), ["=66438251234"])


class TestPhonesLookup(TestCase):
    """What an exchange sends."""

    def test_numbers(self):
        for number, expected in (
            ("0989464344", ["+84989464344"]),
            ("84989464344", ["+84989464344"]),
            ("+84989464344", ["+84989464344"]),
            ("0084989464344", ["+84989464344"]),
            ("+84 (0)98 946 43 44", ["+84989464344"]),
            ("989464344", ["+84989464344"]),
            ("sip:0989464344@10.0.0.1", ["+84989464344"]),
            ("sip:+84989464344@host;user=phone", ["+84989464344"]),
            ('"Lan" <0989464344>', ["+84989464344"]),
            ('"Lan 2" <sip:0989464344@host>', ["+84989464344"]),
            ("tel:+84989464344;ext=1", ["+84989464344"]),
            ("Lan 0989464344", ["+84989464344"]),
            # an exchange sends today's numbers, and old ones where they are none
            ("0838251234", ["+84838251234"]),
            ("0333822222", ["+84333822222"]),
            ("0438251234", [HANOI]),
            ("02438251234", [HANOI]),
            ("01689464344", ["+84389464344"]),
            ("19001234", ["+8419001234"]),
            ("+4915112345678", ["+4915112345678"]),
            ("4915112345678", ["+4915112345678"]),
            ("113", ["=113"]),
            ("101", ["=101"]),
            ("0101", ["=0101"]),
            ("38251234", ["=38251234"]),
            ("12", []),
            ("000", []),
            ("9" * 40, []),
            ("", []),
            (None, []),
        ):
            with self.subTest(number):
                self.assertEqual(lookup_keys(number, VN), expected)

    def test_hidden_callers(self):
        for number in (
            "anonymous",
            "Restricted",
            "private",
            "unknown",
            "sip:anonymous@anonymous.invalid",
            '"Anonymous" <sip:anonymous@10.0.0.1>',
        ):
            with self.subTest(number):
                self.assertEqual(lookup_keys(number, VN), [])
                self.assertEqual(tail_of(number), "")

    def test_trunk_prefix(self):
        for number, region, prefix, expected in (
            ("90989464344", "VN", "9", ["+84989464344"]),
            ("90989464344", "VN", "", ["=90989464344"]),
            ("0989464344", "VN", "9", ["+84989464344"]),
            ("989464344", "VN", "9", ["+84989464344"]),
            ("900989464344", "VN", "90", ["+84989464344"]),
            ("90084989464344", "VN", "9", ["+84989464344"]),
            ("984989464344", "VN", "9", ["+84989464344"]),
            ("+84989464344", "VN", "+", ["+84989464344"]),
            ("901689464344", "VN", "9", ["+84389464344"]),
            ("9113", "VN", "9", ["=9113", "=113"]),
            ("9", "VN", "9", []),
            ("001712345678", "DE", "0", ["+491712345678"]),
            ("94155552671", "US", "9", ["+14155552671"]),
            ("914155552671", "US", "9", ["+14155552671"]),
        ):
            with self.subTest(number, prefix=prefix):
                self.assertEqual(lookup_keys(number, [region], prefix), expected)

    def test_what_is_typed_and_what_is_sent_meet(self):
        sent = lookup_keys("0838251234", VN) + lookup_keys("02838251234", VN)
        for text in ("08.38251234", "0838251234"):
            self.assertEqual(set(values(text)), set(sent))
        for text in ("0912345678 / 0987654321", "Lan 84-912-345-678"):
            self.assertIn(lookup_keys("0912345678", VN)[0], values(text))

    def test_tails(self):
        for number, tail in (
            ("0989464344", "9464344"),
            ("+84 989 464 344", "9464344"),
            ("sip:0989464344@10.0.0.1", "9464344"),
            ("9464344", "9464344"),
            ("464344", ""),
            ("", ""),
            (None, ""),
        ):
            with self.subTest(number):
                self.assertEqual(tail_of(number), tail)

    def test_common_suffixes(self):
        for number, piece, count in (
            ("+84989464344", "0989 464 344", 9),
            ("+842438251234", "04.38251234", 9),
            ("0989464344", "0989464345", 0),
            ("38251234", "024 3825 1234", 8),
            ("", "0989464344", 0),
            (None, None, 0),
        ):
            with self.subTest(number, piece=piece):
                self.assertEqual(suffix_match(number, piece), count)
