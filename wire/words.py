"""The words exchanges use, and ours for them.

Sources: the guide "OdooSMES VOIP API" (endpoints, parameters), VoiceCloud's published
webhooks (hangup, calldata, event, ABANDON, holdtime), Asterisk's CDR, DIALSTATUS,
QUEUESTATUS and queue_log, FreeSWITCH's hangup causes, ITU-T Q.850, RFC 3261.
"""

import re
import unicodedata

RING, ANSWER, END, INFO = "ring", "answer", "end", "info"

# endpoint ▶ what it tells, unless its `event` parameter says otherwise
ENDPOINTS = {
    "call_in": RING,
    "init": RING,
    "call_end": END,
    "hangup": END,
    "call_info": INFO,
    "calldata": INFO,
}

# a question, and no event: who is this number?
LOOKUP = "lookup"

OUTGOING_ENDPOINTS = {"init"}
# values of `direction` of an end or a record, folded
OUTGOING_WORDS = {"out", "outgoing", "outbound"}

_MARKS = str.maketrans({"đ": "d", "Đ": "D"})


def fold(word):
    """Return the letters and digits of ``word``, without case and marks.

    ``NO_ANSWER`` and ``No answer`` are one word, ``Gọi nhỡ`` is one with and without
    its tone marks and however they are encoded.
    """
    return "".join(c for c in strip_marks(word) if c.isalnum()).casefold()


def strip_marks(text):
    """Return ``text`` without the marks of its letters: "Đã nghe" is "Da nghe"."""
    plain = unicodedata.normalize("NFKD", text.translate(_MARKS))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _table(words):
    """Return ``{meaning: "word, word"}`` as ``{folded word: meaning}``."""
    return {
        fold(word): meaning
        for meaning, texts in words.items()
        for word in texts.split(",")
    }


# value of `event` on call_in and init
EVENTS = _table(
    {
        RING: "ring, ringing, alert, alerting, start, started, new call, đổ chuông,"
        " đang đổ chuông",
        ANSWER: "answer, answered, up, connected, established, in progress, pickup,"
        " picked up, talking, bridged, nghe máy, đã nghe, đang đàm thoại",
        END: "hangup, hungup, hung up, end, ended, call end, complete, completed,"
        " finished, terminated, disconnected, bye, kết thúc, đã kết thúc",
    }
)

# cause of ITU-T Q.850 as FreeSWITCH and Asterisk name it ▶ (code, outcome); None: it
# tells an end and nothing of its outcome
CAUSES = {
    "UNALLOCATED_NUMBER": (1, "failed"),
    "NO_ROUTE_TRANSIT_NET": (2, "failed"),
    "NO_ROUTE_DESTINATION": (3, "failed"),
    "NORMAL_CLEARING": (16, None),
    "USER_BUSY": (17, "busy"),
    "NO_USER_RESPONSE": (18, "no_answer"),
    "NO_ANSWER": (19, "no_answer"),
    "SUBSCRIBER_ABSENT": (20, "no_answer"),
    "CALL_REJECTED": (21, "busy"),
    "NUMBER_CHANGED": (22, "failed"),
    "NON_SELECTED_USER_CLEARING": (26, "no_answer"),
    "DESTINATION_OUT_OF_ORDER": (27, "failed"),
    "INVALID_NUMBER_FORMAT": (28, "failed"),
    "FACILITY_REJECTED": (29, "failed"),
    "NORMAL_UNSPECIFIED": (31, None),
    "NORMAL_CIRCUIT_CONGESTION": (34, "failed"),
    "NETWORK_OUT_OF_ORDER": (38, "failed"),
    "NORMAL_TEMPORARY_FAILURE": (41, "failed"),
    "SWITCH_CONGESTION": (42, "failed"),
    "REQUESTED_CHAN_UNAVAIL": (44, "failed"),
    "FACILITY_NOT_SUBSCRIBED": (50, "failed"),
    "OUTGOING_CALL_BARRED": (52, "failed"),
    "INCOMING_CALL_BARRED": (54, "failed"),
    "BEARERCAPABILITY_NOTAUTH": (57, "failed"),
    "BEARERCAPABILITY_NOTAVAIL": (58, "failed"),
    "SERVICE_UNAVAILABLE": (63, "failed"),
    "BEARERCAPABILITY_NOTIMPL": (65, "failed"),
    "FACILITY_NOT_IMPLEMENTED": (69, "failed"),
    "INCOMPATIBLE_DESTINATION": (88, "failed"),
    "RECOVERY_ON_TIMER_EXPIRE": (102, "failed"),
    "PROTOCOL_ERROR": (111, "failed"),
    "INTERWORKING": (127, "failed"),
}

# status code of RFC 3261 ▶ outcome; its words behind the code tell no more
SIP_CODES = {
    200: None,
    403: "failed",
    404: "failed",
    408: "no_answer",
    410: "failed",
    480: "no_answer",
    484: "failed",
    486: "busy",
    487: "cancelled",
    488: "failed",
    600: "busy",
    603: "busy",
    604: "failed",
    606: "failed",
    607: "busy",
    608: "busy",
    **dict.fromkeys(range(500, 506), "failed"),
}

# a code below that may be an exchange's own: of a cause, only its name is read
MIN_CODE = 16
OUTCOMES_BY_CODE = dict(CAUSES.values()) | SIP_CODES
_CODE = re.compile(
    r"(?:sip(?:/2\.0)?|isdn|q\.?850|hangup)?[\W_]*(?:(?:cause|code|status)[\W_]*)?"
    r"(\d{2,3})(?:[^\d\w].*)?",
    re.IGNORECASE | re.DOTALL,
)

DISPOSITIONS = _table(
    {
        "answered": "ANSWERED, ANSWER, ANSWERD, COMPLETED, COMPLETE, COMPLETEAGENT,"
        " COMPLETECALLER, SUCCESS, SUCCESSFUL, SUCCEEDED, CONNECTED, OK,"
        " Đã nghe, Đã nghe máy, Nghe máy, Đã trả lời, Trả lời, Thành công,"
        " Đã kết nối, Gọi thành công, Cuộc gọi thành công",
        "no_answer": "NO ANSWER, NO ANSWERED, NOT ANSWER, NOT ANSWERED, UNANSWERED,"
        " UNANSWER, CALL MISSED,"
        " NO REPLY, NO RESPONSE, MISSED, MISSED CALL, MISSCALL, MISS, TIMEOUT,"
        " TIMED OUT, EXITWITHTIMEOUT, RINGNOANSWER, RING TIMEOUT, ALLOTTED_TIMEOUT,"
        " PROGRESS_TIMEOUT, LEAVEEMPTY, JOINEMPTY, EXITEMPTY, LEAVEUNAVAIL,"
        " JOINUNAVAIL, LOSE_RACE, PICKED_OFF, ANSWERED ELSEWHERE,"
        " TEMPORARILY UNAVAILABLE, Gọi nhỡ, Cuộc gọi nhỡ, Nhỡ, Bị nhỡ, Không trả lời,"
        " Không nghe máy, Không nghe, Không bắt máy, Không ai nghe, Người khác đã nghe,"
        " Người khác đã nghe máy, Bỏ lỡ, Bị bỏ lỡ, Cuộc gọi bị nhỡ, Không ai trả lời,"
        " Không có người nghe, Không có ai nghe, Không có trả lời, Hết thời gian chờ,"
        " Quá thời gian, Quá thời gian chờ, Máy không trả lời",
        "busy": "BUSY, BUSY HERE, BUSY EVERYWHERE, LINE BUSY, LINE IS BUSY, ENGAGED,"
        " CALL DECLINED, REJECTED,"
        " REJECT, DECLINED, DECLINE, REFUSED, FULL, DONTCALL, Máy bận, Bận, Báo bận,"
        " Từ chối, Đã từ chối, Bị từ chối, Từ chối cuộc gọi, Cuộc gọi bị từ chối,"
        " Bận máy, Đang bận, Máy đang bận, Đường dây bận, Thuê bao bận",
        "failed": "FAILED, FAIL, FAILURE, ERROR, CONGESTION, CHANUNAVAIL,"
        " CHAN UNAVAIL, UNREACHABLE, NOT FOUND, INVALID, INVALIDARGS,"
        " INVALID NUMBER, NOT REGISTERED, USER_NOT_REGISTERED, UNREGISTERED,"
        " MEDIA_TIMEOUT, GATEWAY_DOWN, Không kết nối được, Không liên lạc được,"
        " Thất bại, Không thành công, Gọi không thành công, Cuộc gọi thất bại, Lỗi,"
        " Thuê bao không liên lạc được, Số không tồn tại, Số không đúng, Ngoài vùng"
        " phủ sóng, Tắt máy, Thuê bao tắt máy",
        "cancelled": "CANCEL, CANCELED, CANCELLED, ORIGINATOR_CANCEL,"
        " REQUEST TERMINATED, RINGCANCELED, Khách gác máy trước, Đã hủy, Đã huỷ, Hủy,"
        " Huỷ, Bị hủy, Hủy cuộc gọi, Đã hủy cuộc gọi, CALLER CANCELLED",
        "abandoned": "ABANDON, ABANDONED, Khách gác máy,"
        " Khách cúp máy, Khách cúp máy khi chờ, Gác máy trước, Bỏ cuộc,"
        " Khách hàng gác máy, Khách hàng cúp máy, Khách tắt máy, Khách dập máy,"
        " Khách gác máy khi chờ, CALLER ABANDONED, CALL ABANDONED",
        "voicemail": "VOICEMAIL, VOICE MAIL, LEFT VOICEMAIL, Hộp thư thoại, Thư thoại",
    }
) | {fold(name): outcome for name, (_code, outcome) in CAUSES.items() if outcome}

# statuses that tell an end and nothing of its outcome
SILENT_STATUSES = {
    *map(fold, ("HANGUP", "HUNG UP", "NORMAL", "BYE", "END", "ENDED", "FORWARDED")),
    *map(fold, ("TRANSFER", "TRANSFERRED", "BLIND_TRANSFER", "ATTENDED_TRANSFER")),
    *map(fold, ("Kết thúc", "Đã kết thúc", "Cúp máy", "Gác máy", "Đã gác máy")),
    *map(fold, ("Đã cúp máy", "Chuyển máy", "Đã chuyển máy")),
    *(fold(name) for name, (_code, outcome) in CAUSES.items() if not outcome),
}


def read_status(text):
    """Return ``(outcome, is_known)`` of a status as exchanges write it.

    Words, names of causes, codes (``17``, ``486 Busy Here``, ``Q.850;cause=19``).
    """
    word = fold(text)
    if word in DISPOSITIONS:
        return DISPOSITIONS[word], True
    if word in SILENT_STATUSES:
        return None, True
    found = _CODE.fullmatch(text.strip())
    code = int(found[1]) if found else 0
    is_known = code >= MIN_CODE and code in OUTCOMES_BY_CODE
    return (OUTCOMES_BY_CODE[code] if is_known else None), is_known


# what stands in place of a hidden caller's number, by the language of the exchange
_HIDDEN = {
    "en": "anonymous, unknown, restricted, private, withheld, unavailable, blocked,"
    " hidden, out of area, no caller id, no number, no name, not available,"
    " not provided, unlisted, unidentified, suppressed, secret, id hidden, no cli",
    "programs": "null, nil, none, undefined, nan, n/a, asterisk, freeswitch, empty",
    "vi": "ẩn danh, số ẩn, ẩn số, số riêng, riêng tư, số riêng tư, không xác định,"
    " không rõ, số lạ, không rõ số, không có số, không hiển thị, không hiện số,"
    " không hiển thị số, số bị ẩn, khách giấu số, giấu số, bị chặn, ngoài vùng",
    "de": "anonym, unbekannt, privat, unterdrückt, rufnummer unterdrückt, gesperrt,"
    " nicht verfügbar, unbekannter teilnehmer, unbekannter anrufer",
    "fr": "anonyme, inconnu, privé, masqué, numéro masqué, numéro inconnu,"
    " numéro privé, appel masqué, appelant inconnu, indisponible, secret",
    "es": "anónimo, desconocido, privado, oculto, número oculto, número privado,"
    " número desconocido, restringido, no disponible, bloqueado",
    "pt": "anônimo, anónimo, desconhecido, privado, oculto, número oculto,"
    " número privado, número desconhecido, restrito, indisponível",
    "it": "anonimo, sconosciuto, privato, nascosto, riservato, numero privato,"
    " numero sconosciuto, numero nascosto, non disponibile",
    "nl": "anoniem, onbekend, privé, afgeschermd, verborgen, privénummer,"
    " onbekend nummer, anoniem nummer, niet beschikbaar",
    "pl": "anonimowy, nieznany, prywatny, ukryty, zastrzeżony, numer zastrzeżony,"
    " numer prywatny, numer nieznany",
    "ru": "анонимный, аноним, неизвестный, неизвестно, скрытый, скрыт, частный,"
    " скрытый номер, номер скрыт, неизвестный номер, частный номер, недоступен",
    "id": "anonim, tidak dikenal, pribadi, nomor pribadi, nomor tidak dikenal",
    "th": "ไม่ทราบ, ไม่ระบุ, ไม่แสดงหมายเลข, หมายเลขส่วนตัว, ไม่ระบุชื่อ",
    "zh": "匿名, 未知, 未知号码, 未知號碼, 私人, 私人号码, 私人號碼, 隐藏, 隐藏号码,"
    " 隱藏號碼, 不明, 无法显示, 無法顯示, 受限, 无来电显示",
    "ja": "匿名, 非通知, 非通知設定, 不明, 通知不可能, 通知不可, 表示圏外, 公衆電話",
    "ko": "익명, 알수없음, 알 수 없음, 발신번호표시제한, 발신번호 표시 제한,"
    " 발신자 표시 제한, 비공개, 차단",
}
HIDDEN_CALLERS = {fold(word) for texts in _HIDDEN.values() for word in texts.split(",")}
# what may stand beside such a word: "Private number", "Unknown caller"
_BESIDE = (
    "number",
    "caller",
    "callerid",
    "callid",
    "call",
    "name",
    "id",
    "cli",
    "user",
)

# words as a keypad dials them, which networks send as numbers: ANONYMOUS, RESTRICTED,
# BLOCKED, UNKNOWN, UNAVAILABLE (Twilio's documentation of `From`)
_KEYPAD = re.compile(
    r"(?:\+|00)(?:266696687|7378742833|2562533|8656696|86282452253)|266696687"
)
_ZEROS = re.compile(r"\+?0{5,}")


def is_hidden(number):
    """Return whether ``number`` stands for a caller who does not show theirs."""
    if _KEYPAD.fullmatch(number) or _ZEROS.fullmatch(number):
        return True
    parts = [fold(part) for part in re.split(r"[/|,;]", number)]
    parts = [part for part in parts if part]
    is_whole = fold(number) in HIDDEN_CALLERS
    return is_whole or (bool(parts) and all(map(_is_hidden_word, parts)))


def _is_hidden_word(word):
    for beside in ("", *_BESIDE):
        if word.removesuffix(beside) in HIDDEN_CALLERS:
            return True
        if word.removeprefix(beside) in HIDDEN_CALLERS:
            return True
    return False
