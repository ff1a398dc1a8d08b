"""Where a recording lies and how it is fetched from there.

Nothing here imports Odoo or touches a database, so that it can be fuzzed by path.
"""

from .audio import HEAD_BYTES, find_audio_type
from .fetch import Source, is_answering, open_recording
from .location import RecordingError, locate, read_origin, read_url, spellings
from .pinned import PinnedConnection

__all__ = [
    "HEAD_BYTES",
    "PinnedConnection",
    "RecordingError",
    "Source",
    "find_audio_type",
    "is_answering",
    "locate",
    "open_recording",
    "read_origin",
    "read_url",
    "spellings",
]
