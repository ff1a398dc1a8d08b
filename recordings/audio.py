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
}
EXTENSION_BY_TYPE = {
    **{kind: extension for extension, kind in TYPE_BY_EXTENSION.items()},
    "audio/ogg": "ogg",
    "audio/wav": "wav",
}
SIGNATURES = [
    (re.compile(rb"RIFF....WAVE", re.DOTALL), "audio/wav"),
    (re.compile(rb"ID3|\xff[\xe2-\xff]"), "audio/mpeg"),
    (re.compile(rb"OggS"), "audio/ogg"),
    (re.compile(rb"fLaC"), "audio/flac"),
    (re.compile(rb"#!AMR"), "audio/amr"),
    (re.compile(rb"....ftyp", re.DOTALL), "audio/mp4"),
]
OTHER_NAMES = {
    "audio/mp3": "audio/mpeg",
    "audio/vnd.wave": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/x-m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "application/ogg": "audio/ogg",
}
UNTYPED = {"", "application/octet-stream", "binary/octet-stream"}


def find_audio_type(declared="", name="", head=b""):
    """Return the audio type to send a browser, or None where it is no audio.

    :param str declared: a ``Content-Type``, parameters allowed; where it says nothing,
        the name decides
    :param str name: a file name or path
    :param bytes head: the first bytes, where they are at hand: they win
    """
    for pattern, kind in SIGNATURES:
        if pattern.match(head):
            return kind
    declared = declared.partition(";")[0].strip().lower()
    declared = OTHER_NAMES.get(declared, declared)
    if re.fullmatch(r"audio/[a-z0-9.+-]{1,60}", declared):
        return declared
    if declared in UNTYPED:
        extension = name.rpartition(".")[2].lower()
        return TYPE_BY_EXTENSION.get(extension)
    return None
