"""What is audio: by its declared type, its first bytes, or its name."""

import re

# so many first bytes tell the type
HEAD_BYTES = 16
# what browsers and telephone exchanges know
TYPE_BY_EXTENSION = {
    "aac": "audio/aac",
    "amr": "audio/amr",
    "flac": "audio/flac",
    "gsm": "audio/gsm",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "wave": "audio/wav",
    "weba": "audio/webm",
    "webm": "audio/webm",
}
EXTENSION_BY_TYPE = {
    **{kind: extension for extension, kind in TYPE_BY_EXTENSION.items()},
    "audio/ogg": "ogg",
    "audio/wav": "wav",
}
SIGNATURES = [
    (re.compile(rb"RIFF....WAVE", re.DOTALL), "audio/wav"),
    # before MPEG, which is told from it by the bits of its layer
    (re.compile(rb"\xff[\xf0\xf1\xf8\xf9]"), "audio/aac"),
    (re.compile(rb"ID3|\xff[\xe2-\xff]"), "audio/mpeg"),
    (re.compile(rb"OggS"), "audio/ogg"),
    (re.compile(rb"fLaC"), "audio/flac"),
    (re.compile(rb"#!AMR"), "audio/amr"),
    (re.compile(rb"....ftyp", re.DOTALL), "audio/mp4"),
    (re.compile(rb"\x1a\x45\xdf\xa3"), "audio/webm"),
]
# what servers call files that they do not know, of which the first bytes must tell more
DOUBTFUL = {
    # each frame of GSM 06.10 begins with the magic 0xD (RFC 3551, 4.5.8.1)
    "gsm": re.compile(rb"[\xd0-\xdf]"),
}
OTHER_NAMES = {
    "audio/mp3": "audio/mpeg",
    "audio/vnd.wave": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/x-gsm": "audio/gsm",
    "audio/x-m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "application/ogg": "audio/ogg",
    # by the name's ending alone, servers take what may hold pictures, too, for them
    "video/mp4": "audio/mp4",
    "video/ogg": "audio/ogg",
    "video/webm": "audio/webm",
}
UNTYPED = {
    "",
    "application/force-download",
    "application/octet-stream",
    "application/x-download",
    "binary/octet-stream",
}


def find_audio_type(declared="", name="", head=b""):
    """Return the audio type to send a browser, or None where it is no audio.

    :param str declared: a ``Content-Type``, parameters allowed; where it says nothing,
        the name decides
    :param str name: a file name or path
    :param bytes head: the first bytes, where they are at hand: they win. A ``.gsm`` that
        its server calls a text is audio only if they agree
    """
    for pattern, kind in SIGNATURES:
        if pattern.match(head):
            return kind
    declared = declared.partition(";")[0].strip().lower()
    declared = OTHER_NAMES.get(declared, declared)
    if re.fullmatch(r"audio/[a-z0-9.+-]{1,60}", declared):
        return declared
    extension = name.rpartition(".")[2].lower()
    if declared in UNTYPED:
        return TYPE_BY_EXTENSION.get(extension)
    if declared == "text/plain" and extension in DOUBTFUL:
        is_audio = DOUBTFUL[extension].match(head)
        return TYPE_BY_EXTENSION[extension] if is_audio else None
    return None
