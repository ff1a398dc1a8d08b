"""Vietnam. Sources: Ministry of Information and Communications, decisions 2036/QĐ-BTTTT
of 21 November 2016 (area codes, changed from February to June 2017) and 798/QĐ-BTTTT of
25 May 2018 (mobiles, changed from September 2018). Each province was compared by its
name with libphonenumber's geographic data of 2016 (phonenumbers 8.0.0, the old codes)
and of today (the new ones).
"""

from ..plan import Change, Plan, ShortCodes

# (province, old code, new code), without the leading 0; Phú Thọ 210, Vĩnh Phúc 211,
# Hoà Bình 218 and Hà Giang 219 kept theirs
AREAS_2017 = (
    # from 11 February 2017
    ("Sơn La", "22", "212"),
    ("Lai Châu", "231", "213"),
    ("Lào Cai", "20", "214"),
    ("Điện Biên", "230", "215"),
    ("Yên Bái", "29", "216"),
    ("Quảng Bình", "52", "232"),
    ("Quảng Trị", "53", "233"),
    ("Thừa Thiên Huế", "54", "234"),
    ("Quảng Nam", "510", "235"),
    ("Đà Nẵng", "511", "236"),
    ("Thanh Hoá", "37", "237"),
    ("Nghệ An", "38", "238"),
    ("Hà Tĩnh", "39", "239"),
    # from 15 April 2017
    ("Quảng Ninh", "33", "203"),
    ("Bắc Giang", "240", "204"),
    ("Lạng Sơn", "25", "205"),
    ("Cao Bằng", "26", "206"),
    ("Tuyên Quang", "27", "207"),
    ("Thái Nguyên", "280", "208"),
    ("Bắc Kạn", "281", "209"),
    ("Hải Dương", "320", "220"),
    ("Hưng Yên", "321", "221"),
    ("Bắc Ninh", "241", "222"),
    ("Hải Phòng", "31", "225"),
    ("Hà Nam", "351", "226"),
    ("Thái Bình", "36", "227"),
    ("Nam Định", "350", "228"),
    ("Ninh Bình", "30", "229"),
    ("Cà Mau", "780", "290"),
    ("Bạc Liêu", "781", "291"),
    ("Cần Thơ", "710", "292"),
    ("Hậu Giang", "711", "293"),
    ("Trà Vinh", "74", "294"),
    ("An Giang", "76", "296"),
    ("Kiên Giang", "77", "297"),
    ("Sóc Trăng", "79", "299"),
    # from 17 June 2017
    ("Hà Nội", "4", "24"),
    ("TP. Hồ Chí Minh", "8", "28"),
    ("Đồng Nai", "61", "251"),
    ("Bình Thuận", "62", "252"),
    ("Bà Rịa–Vũng Tàu", "64", "254"),
    ("Quảng Ngãi", "55", "255"),
    ("Bình Định", "56", "256"),
    ("Phú Yên", "57", "257"),
    ("Khánh Hoà", "58", "258"),
    ("Ninh Thuận", "68", "259"),
    ("Kon Tum", "60", "260"),
    ("Đắk Nông", "501", "261"),
    ("Đắk Lắk", "500", "262"),
    ("Lâm Đồng", "63", "263"),
    ("Gia Lai", "59", "269"),
    ("Vĩnh Long", "70", "270"),
    ("Bình Phước", "651", "271"),
    ("Long An", "72", "272"),
    ("Tiền Giang", "73", "273"),
    ("Bình Dương", "650", "274"),
    ("Bến Tre", "75", "275"),
    ("Tây Ninh", "66", "276"),
    ("Đồng Tháp", "67", "277"),
)

# (operator, old prefix, new prefix); the last seven digits stayed
MOBILES_2018 = (
    ("MobiFone", "120", "70"),
    ("MobiFone", "121", "79"),
    ("MobiFone", "122", "77"),
    ("MobiFone", "126", "76"),
    ("MobiFone", "128", "78"),
    ("VinaPhone", "123", "83"),
    ("VinaPhone", "124", "84"),
    ("VinaPhone", "125", "85"),
    ("VinaPhone", "127", "81"),
    ("VinaPhone", "129", "82"),
    ("Viettel", "162", "32"),
    ("Viettel", "163", "33"),
    ("Viettel", "164", "34"),
    ("Viettel", "165", "35"),
    ("Viettel", "166", "36"),
    ("Viettel", "167", "37"),
    ("Viettel", "168", "38"),
    ("Viettel", "169", "39"),
    ("Vietnamobile", "186", "56"),
    ("Vietnamobile", "188", "58"),
    ("Gmobile", "199", "59"),
)

# since October 2008 a landline's own number begins with its operator's digit: 2 EVN,
# 3 VNPT, 4 VTC, 5 SPT, 6 Viettel, 7 FPT (Ministry of Information, 26 October 2008)
_OPERATORS = "234567"


def _own_digits(area):
    """Return how many digits follow an old area code."""
    return 8 if len(area) == 1 else 7


PLAN = Plan(
    region="VN",
    code=84,
    changes=(
        Change(
            "2017-06-17",
            "2036/QĐ-BTTTT",
            tuple((old, new, _own_digits(old)) for _name, old, new in AREAS_2017),
            is_reused=True,
            first=_OPERATORS,
        ),
        Change(
            "2018-09-15",
            "798/QĐ-BTTTT",
            tuple((old, new, 7) for _name, old, new in MOBILES_2018),
        ),
    ),
    # as operators and newspapers write them
    grouping=(
        (r"(2[48])(\d{4})(\d{4})", r"0\1 \2 \3"),
        (r"(2\d\d)(\d{4})(\d{3})", r"0\1 \2 \3"),
        (r"([35789]\d\d)(\d{3})(\d{3})", r"0\1 \2 \3"),
        (r"(1[89]00)(\d{4,6})", r"\1 \2"),
    ),
    short_codes=ShortCodes(
        r"11\d|10(?:22|8\d)|14\d\d|156|18[189]|19[89]|1111|1166|909\d|919[18]"
        r"|789",
        "Circular 22/2014/TT-BTTTT, annex 3 (11X, 1022, 108X, 14XX), 27/2021/TT-BTTTT"
        " (156); operators' own pages (care of their customers)",
    ),
)
