import random

import phonenumbers

from odoo.tests import BaseCase, tagged

from ..phones import lookup_keys, read_keys, read_plain, suffix_match, tail_of
from ..phones.renumber import AREAS_2017, MOBILES_2018, renumber

VN = ["VN"]
MOBILE = "+84912345678"
OTHER = "+84987654321"
HANOI = "+842438251234"

# one number, as people and programs write it
ONE_MOBILE = (
    "0912345678",
    "0912 345 678",
    "0912.345.678",
    "0912-345-678",
    "091 234 5678",
    "091 234 56 78",
    "0912,345,678",
    "0912/345/678",
    "0912  345  678",
    " 0912345678 ",
    "(0912) 345 678",
    "(0912345678)",
    "[0912345678]",
    "...0912345678...",
    "84912345678",
    "84-912-345-678",
    "84 0912 345 678",
    "084 912 345 678",
    "+84912345678",
    "+84 912 345 678",
    "+84 91 234 5678",
    "+84.912.345.678",
    "+84-912-345-678",
    "+84 (0)912 345 678",
    "+84 (0) 912345678",
    "+84 0912345678",
    "(+84) 912 345 678",
    "(84) 912345678",
    "+ 84 912 345 678",
    "++84912345678",
    "+0084912345678",
    "+0912345678",
    "0084912345678",
    "0084 912 345 678",
    "00 84 912 345 678",
    "'0912345678",
    '="0912345678"',
    "912345678",
    "912 345 678",
    "912345678.0",
    "84912345678.0",
    "O912 345 678",
    "o912345678",
    "0912 345 678\u200b",
    "\u202a+84 912 345 678\u202c",
    "\ufeff0912345678",
    "0912\u00a0345\u00a0678",
    "0912\u2009345\u2009678",
    "0912\t345\t678",
    "0912–345–678",
    "0912‑345‑678",
    "0912−345−678",
    "0912·345·678",
    "０９１２３４５６７８",
    "＋８４ ９１２ ３４５ ６７８",
    "٠٩١٢٣٤٥٦٧٨",
    "tel:0912345678",
    "tel:+84912345678",
    "tel:+84-912-345-678;phone-context=+84",
    "sip:0912345678@10.0.0.1:5060",
    "sip:+84912345678@pbx.example.com;user=phone",
    "callto:0912345678",
    "0912345678@pbx.example.com",
    "https://zalo.me/0912345678",
    "Tel:0912345678",
    "ĐT: 0912345678",
    "Điện thoại 0912345678",
    "lan1985@example.com 0912345678",
    "0912345678 lan@example.com",
    "0912345678 (sinh 12/05/1985)",
    "0912345678, 8:00-17:00, 24/7",
    "0912345678 0912345678",
    "0912345678 / +84912345678",
)

# several numbers in one field
SEVERAL = (
    ("0912345678 / 0987654321", [MOBILE, OTHER]),
    ("0912345678/0987654321", [MOBILE, OTHER]),
    ("0912345678-0987654321", [MOBILE, OTHER]),
    ("0912345678 - 0987654321", [MOBILE, OTHER]),
    ("0912345678 – 0987654321", [MOBILE, OTHER]),
    ("0912-345-678 - 0987-654-321", [MOBILE, OTHER]),
    ("0912 345 678, 0987 654 321", [MOBILE, OTHER]),
    ("0912345678,0987654321", [MOBILE, OTHER]),
    ("0912345678;0987654321", [MOBILE, OTHER]),
    ("0912345678|0987654321", [MOBILE, OTHER]),
    ("0912345678\\0987654321", [MOBILE, OTHER]),
    ("0912345678\n0987654321", [MOBILE, OTHER]),
    ("0912345678\r\n0987654321", [MOBILE, OTHER]),
    ("0912345678 0987654321", [MOBILE, OTHER]),
    ("0912 345 678 0987 654 321", [MOBILE, OTHER]),
    ("0912345678 hoặc 0987654321", [MOBILE, OTHER]),
    ("0912345678 và 0987654321", [MOBILE, OTHER]),
    ("0912345678+84987654321", [MOBILE, OTHER]),
    ("0912345678 + 0987654321", [MOBILE, OTHER]),
    ("0912345678 & 0987654321", [MOBILE, OTHER]),
    ("912345678 / 987654321", [MOBILE, OTHER]),
    ("0912345678 (cũ 01687654321)", [MOBILE, "+84387654321"]),
    ("024 3825 1234 - 0912 345 678", [HANOI, MOBILE]),
    ("0912345678/0987654321/024 38251234", [MOBILE, OTHER, HANOI]),
    ("38251234 / 0912345678", ["=38251234", MOBILE]),
    ("19001234 - 0912345678", ["+8419001234", MOBILE]),
    # Vietnamese habit: only the last digits of the next line
    ("024 38251234/35/36", [HANOI, "+842438251235", "+842438251236"]),
    ("024 38251234 - 35", [HANOI, "+842438251235"]),
    ("04.38251234/35", [HANOI, "+842438251235"]),
    ("024 3825 1234/5/6", [HANOI, "+842438251235", "+842438251236"]),
    ("024 38251234 / 236", [HANOI, "+842438251236"]),
    ("0912345678/79", [MOBILE, "+84912345679"]),
    ("024 38251234 / 38251235", [HANOI, "+842438251235"]),
    ("(024) 38251234, 3825 1235", [HANOI, "+842438251235"]),
    ("Fax: (024) 38251234; ĐT: 38251235", [HANOI, "+842438251235"]),
    ("0203 3822222 - 3822223", ["+842033822222", "+842033822223"]),
    ("38251234 - 35", ["=38251234", "=38251235"]),
    ("0912345678/79/80", [MOBILE, "+84912345679", "+84912345680"]),
    ("024 38251234 - 35/36", [HANOI, "+842438251235", "+842438251236"]),
    ("024 38251234/38251235/36", [HANOI, "+842438251235", "+842438251236"]),
    ("024 38251234 / 3825-1235", [HANOI, "+842438251235"]),
    ("(024) 38251234 (3825 1235)", [HANOI, "+842438251235"]),
    ("024 38251234/35 (8:00-17:00)", [HANOI, "+842438251235"]),
)

# a landline and what else may stand there
ONE_LANDLINE = (
    ("02438251234", ""),
    ("024 38251234", ""),
    ("024 3825 1234", ""),
    ("(024) 3825 1234", ""),
    ("(024)38251234", ""),
    ("024.3825.1234", ""),
    ("+84 24 3825 1234", ""),
    ("+84-24-38251234", ""),
    ("(84-24) 3825 1234", ""),
    ("(+84.24) 38251234", ""),
    ("84 24 38251234", ""),
    ("2438251234", ""),
    ("024/38251234", ""),
    ("024 - 38251234", ""),
    ("(04) 38251234", ""),
    ("04 3825 1234", ""),
    ("0438251234", ""),
    ("438251234", ""),
    ("+84 4 38251234", ""),
    ("(84-4) 3825 1234", ""),
    ("024 38251234 máy lẻ 12", "máy lẻ 12"),
    ("024 38251234 (máy lẻ 12)", "máy lẻ 12"),
    ("024 38251234, máy lẻ: 12", "máy lẻ: 12"),
    ("024 38251234 may le 12", "may le 12"),
    ("024 38251234 nội bộ 12", "nội bộ 12"),
    ("024 38251234 nhánh 12", "nhánh 12"),
    ("024 38251234 bấm phím 2", "bấm phím 2"),
    ("024 38251234 ext. 12", "ext. 12"),
    ("024 38251234 ext12", "ext12"),
    ("024 38251234 Ext: 12", "Ext: 12"),
    ("tel:+84-24-3825-1234;ext=12", "ext=12"),
    ("024 38251234 x12", "x12"),
    ("02438251234x12", "x12"),
    ("02438251234#12", "#12"),
    ("024 38251234 #12", "#12"),
    ("024 38251234 - 101", "101"),
    ("024 38251234 ext 101/102", "ext 101/102"),
    ("024 38251234 máy lẻ 12 (chị Lan)", "máy lẻ 12, chị Lan"),
    ("024 38251234 (8 lines)", "8 lines"),
    ("Fax: 024 38251234", "Fax"),
    ("ĐT/Fax: 024 38251234", "ĐT/Fax"),
)

# text ▶ (value, label) of each number
LABELLED = (
    ("0912.345.678 (chị Lan)", [(MOBILE, "chị Lan")]),
    ("chị Lan: 0912345678", [(MOBILE, "chị Lan")]),
    ("0912345678 chị Lan", [(MOBILE, "chị Lan")]),
    (
        "ĐT: 0912 345 678; Fax: 024 3825 1234",
        [(MOBILE, "ĐT"), (HANOI, "Fax")],
    ),
    ("0912345678 (Lan), 0987654321 (Hoa)", [(MOBILE, "Lan"), (OTHER, "Hoa")]),
    ("0912345678 Lan 0987654321 Hoa", [(MOBILE, "Lan"), (OTHER, "Hoa")]),
    ("Lan 0912345678 Hoa 0987654321", [(MOBILE, "Lan"), (OTHER, "Hoa")]),
    ("Lan - 0912345678, Hoa - 0987654321", [(MOBILE, "Lan"), (OTHER, "Hoa")]),
    ("0912345678 - Lan - 0987654321 - Hoa", [(MOBILE, "Lan"), (OTHER, "Hoa")]),
    ("0912345678 (Lan)\nFax: 02438251234", [(MOBILE, "Lan"), (HANOI, "Fax")]),
    ("DĐ 0912345678 NR 024 38251234", [(MOBILE, "DĐ"), (HANOI, "NR")]),
    ("0912345678 hoặc 0987654321 (Hoa)", [(MOBILE, ""), (OTHER, "Hoa")]),
    ("0912345678 (cũ 01687654321)", [(MOBILE, ""), ("+84387654321", "cũ")]),
    ("Mr. O 0912345678", [(MOBILE, "Mr. O")]),
    ("Max Born 0912345678", [(MOBILE, "Max Born")]),
    ("0912345678, 0912 345 678 (Lan)", [(MOBILE, "Lan")]),
    (
        "024 38251234 máy lẻ 12, 0912345678",
        [(HANOI, "máy lẻ 12"), (MOBILE, "")],
    ),
    (
        "024 38251234 ext. 12/0987654321",
        [(HANOI, "ext. 12"), (OTHER, "")],
    ),
    ("0912345678 nội bộ 0987654321", [(MOBILE, "nội bộ"), (OTHER, "")]),
)

# digits beside a number that are no other line's last ones: hours, dates, addresses,
# extensions; whoever has the number that they would make is a stranger
BESIDE = (
    ("0912345678 (24/7)", "24/7"),
    ("0912345678 - 24/7", "24/7"),
    ("0912345678/24/7", "24/7"),
    ("0912345678 24/24", "24/24"),
    ("0912345678 15/03/2020", "15/03/2020"),
    ("0912345678 (15/03/2020)", "15/03/2020"),
    ("0912345678 15.03.2020", "15.03.2020"),
    ("0912345678 - 20/11/2015", "20/11/2015"),
    ("0912345678-20/11/2015", "20/11/2015"),
    ("0912345678, 2015-11-20", "2015-11-20"),
    ("0912345678 - 11/2015", "11/2015"),
    ("0912345678 - 5/5/20", "5/5/20"),
    ("0912345678 15/4 Lê Lợi", "15/4 Lê Lợi"),
    ("0912345678 (15/4 Lê Lợi)", "15/4 Lê Lợi"),
    ("0912345678 - 15/4 Lê Lợi", "15/4 Lê Lợi"),
    ("0912345678-15-4", "15-4"),
    ("0912345678 2-7", "2-7"),
    ("0912345678 (2-7)", "2-7"),
    ("0912345678 8:00-17:00", "8:00-17:00"),
    ("0912345678 (79)", "79"),
    ("0912345678 / (79)", "79"),
)
BESIDE_LANDLINE = (
    ("024 38251234 (101-105)", "101-105"),
    ("024 38251234 101-105", "101-105"),
    ("024 38251234 - 101/102", "101/102"),
    ("024 38251234 (35/36)", "35/36"),
    ("024 38251234 (1010-1105)", "1010-1105"),
)

# what is no telephone number, or none that a numbering plan knows
NOT_VALID = (
    (None, []),
    ("", []),
    ("-", []),
    ("x", []),
    ("n/a", []),
    ("không có", []),
    ("0", []),
    ("12", []),
    ("00000000", []),
    ("anonymous", []),
    ("9.12346E+8", []),
    ("9,12346E+08", []),
    ("8.49895e10", []),
    ("12/05/1985", []),
    ("1985-05-12", []),
    ("24/7", []),
    ("8h30", []),
    ("0101234567-001", []),
    ("MST: 0101234567", []),
    ("mã số thuế 0101234567", []),
    ("STK 0011004123456", []),
    ("CCCD 001085001234", []),
    ("USt-IdNr. DE123456789", []),
    ("09123456780987654321", []),
    ("9" * 40, []),
    ("lan1985@example.com", []),
    ("113", ["=113"]),
    ("113 / 114 / 115", ["=113", "=114", "=115"]),
    ("0101", ["=0101"]),
    ("máy lẻ 101", ["=101"]),
    ("0912345", ["=0912345"]),
    ("3825.1234", ["=38251234"]),
    ("+999 1234567", ["=9991234567"]),
    ("0101234567", ["=0101234567"]),
    ("0912345678 / 113", [MOBILE]),
    ("STK 0011004123456 - 0912345678", [MOBILE]),
    ("1900 6789", ["+8419006789"]),
    ("1800-1234", ["+8418001234"]),
    ("069 2345678", ["=0692345678"]),
)

# old entries that are valid mobiles today: the likelier key first
AMBIGUOUS = (
    ("0838251234", ["+84838251234", "+842838251234"]),
    ("+84838251234", ["+84838251234", "+842838251234"]),
    ("838251234", ["+84838251234", "+842838251234"]),
    ("0838 251 234", ["+84838251234", "+842838251234"]),
    ("083 825 1234", ["+84838251234", "+842838251234"]),
    ("083.8251234", ["+84838251234", "+842838251234"]),
    ("08.38251234", ["+842838251234", "+84838251234"]),
    ("(08) 38251234", ["+842838251234", "+84838251234"]),
    ("(08)38251234", ["+842838251234", "+84838251234"]),
    ("08 3825 1234", ["+842838251234", "+84838251234"]),
    ("08-3825-1234", ["+842838251234", "+84838251234"]),
    ("+84 8 38251234", ["+842838251234", "+84838251234"]),
    ("(84-8) 3825 1234", ["+842838251234", "+84838251234"]),
    ("(84.8) 38251234", ["+842838251234", "+84838251234"]),
    ("+84 (0)8 38251234", ["+842838251234", "+84838251234"]),
    ("0333822222", ["+84333822222", "+842033822222"]),
    ("0333 822 222", ["+84333822222", "+842033822222"]),
    ("033 382 2222", ["+84333822222", "+842033822222"]),
    ("033 3822222", ["+842033822222", "+84333822222"]),
    ("(033) 3822222", ["+842033822222", "+84333822222"]),
    ("(033) 382 2222", ["+842033822222", "+84333822222"]),
    ("033.3822.222", ["+842033822222", "+84333822222"]),
    # nobody's landline began with 9 before 2017, unless somebody sets it apart
    ("0898765432", ["+84898765432"]),
    ("08 98765432", ["+842898765432", "+84898765432"]),
)

FOREIGN = (
    # Germany
    ("DE", "030 12345678", ["+493012345678"]),
    ("DE", "030/12345678", ["+493012345678"]),
    ("DE", "(030) 12345678", ["+493012345678"]),
    ("DE", "+49 (0)30 12345678", ["+493012345678"]),
    ("DE", "0049 30 12345678", ["+493012345678"]),
    ("DE", "49 30 12345678", ["+493012345678"]),
    ("DE", "0711 12345-67", ["+497111234567"]),
    ("DE", "0711 12345-0", ["+49711123450"]),
    ("DE", "0711 12345-67/68", ["+497111234567", "+497111234568"]),
    ("DE", "089 123456 / 123457", ["+4989123456", "+4989123457"]),
    ("DE", "0171 2345678", ["+491712345678"]),
    ("DE", "491712345678", ["+491712345678"]),
    ("DE", "0171/2345678 oder 030/1234567", ["+491712345678", "+49301234567"]),
    ("DE", "030 1234567 0171 2345678", ["+49301234567", "+491712345678"]),
    ("DE", "030 1234567 / 0171 2345678", ["+49301234567", "+491712345678"]),
    ("DE", "030 1234567 Durchwahl 12", ["+49301234567"]),
    # France
    ("FR", "06 12 34 56 78", ["+33612345678"]),
    ("FR", "06 12 34 05 67", ["+33612340567"]),
    ("FR", "06.12.34.56.78", ["+33612345678"]),
    ("FR", "0033 6 12 34 56 78", ["+33612345678"]),
    ("FR", "+33 (0)6 12 34 56 78", ["+33612345678"]),
    ("FR", "01 02 03 04 05 / 06 12 34 56 78", ["+33102030405", "+33612345678"]),
    # United States
    ("US", "(415) 555-2671", ["+14155552671"]),
    ("US", "415-555-2671", ["+14155552671"]),
    ("US", "415.555.2671 ext 5", ["+14155552671"]),
    ("US", "1-415-555-2671", ["+14155552671"]),
    ("US", "+1 415 555 2671 x12", ["+14155552671"]),
    ("US", "14155552671", ["+14155552671"]),
    ("US", "4155552671", ["+14155552671"]),
    ("US", "415-555-2671/415-555-2672", ["+14155552671", "+14155552672"]),
    ("US", "(415) 555-2671 (212) 555-2671", ["+14155552671", "+12125552671"]),
    ("US", "(415) 555-2671 / 555-2672", ["+14155552671", "+14155552672"]),
    ("US", "011 84 912 345 678", [MOBILE]),
    ("US", "0084 912 345 678", [MOBILE]),
    # Great Britain
    ("GB", "020 7946 0958", ["+442079460958"]),
    ("GB", "+44 (0)20 7946 0958", ["+442079460958"]),
    ("GB", "0044 20 7946 0958", ["+442079460958"]),
    ("GB", "07911 123456", ["+447911123456"]),
    ("GB", "07911123456", ["+447911123456"]),
    ("GB", "7911123456", ["+447911123456"]),
    ("GB", "447911123456", ["+447911123456"]),
    ("GB", "07911 123456 or 020 7946 0958", ["+447911123456", "+442079460958"]),
    # foreign numbers in Vietnam
    ("VN", "+49 171 2345678", ["+491712345678"]),
    ("VN", "0044 7911 123456", ["+447911123456"]),
    ("VN", "447911123456", ["+447911123456"]),
    ("VN", "+1 (415) 555-2671", ["+14155552671"]),
)


def values(text, regions=VN):
    return [key.value for key in read_keys(text, regions)]


@tagged("callcenter_phones")
class TestPhonesRead(BaseCase):
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


@tagged("callcenter_phones")
class TestPhonesRenumbered(BaseCase):
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


@tagged("callcenter_phones")
class TestPhonesLookup(BaseCase):
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
