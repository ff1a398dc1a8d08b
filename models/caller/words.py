import re
import unicodedata

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column, table_exists

# what is longer is no name; PostgreSQL takes no word of over 2,046 bytes
MAX_TEXT = 500
MAX_WORD = 60
# letters that decompose into no other and a mark
_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_BREAK = re.compile(r"[\W_]+")
# written without spaces: Thai, Lao, Myanmar, Khmer, kana, Chinese characters
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)


def fold(text):
    """Return the words of a text as they are compared: small, without accents.

    ``Vũ Đức-Bình`` is ``["vu", "duc", "binh"]``. Repeats stay.
    """
    plain = unicodedata.normalize("NFKD", text[:MAX_TEXT]).casefold()
    plain = unicodedata.normalize("NFKD", plain).translate(_LETTERS)
    letters = "".join(char for char in plain if unicodedata.category(char)[0] != "M")
    return [word[:MAX_WORD] for word in _BREAK.split(letters) if word]


def dump_words(*texts):
    """Return the words of ``texts`` as the column holds them, False where none are.

    Where a script has no spaces, a name is found by the beginning of any part of it.
    """
    found = {}
    for word in (word for text in texts if text for word in fold(text)):
        starts = range(len(word)) if _UNSPACED.search(word) else (0,)
        found.update((word[start:], None) for start in starts)
    return " ".join(found) or False


class CallcenterWords(models.AbstractModel):
    """Names that are found without accents, in any order of words, by their beginnings.

    PostgreSQL's own ``unaccent`` need not be installed, and no table is read whole.
    """

    _name = "callcenter.words"
    _description = "Words of a Name"

    callcenter_words = fields.Char(
        "Words of the name",
        compute="_compute_callcenter_words",
        compute_sudo=True,
        store=True,
        # searched by, and hardly ever read
        prefetch=False,
        export_string_translation=False,
    )

    _callcenter_words_index = models.Index(
        "USING gin (array_to_tsvector(string_to_array(callcenter_words, ' ')))"
        " WITH (fastupdate=off) WHERE callcenter_words IS NOT NULL"
    )

    def _auto_init(self):
        # else installing would read the names of every row before it is done
        cr = self.env.cr
        is_table = not self._abstract and table_exists(cr, self._table)
        if is_table and not column_exists(cr, self._table, "callcenter_words"):
            create_column(cr, self._table, "callcenter_words", "varchar")
        return super()._auto_init()

    @api.depends(lambda self: self._get_named_fields())
    def _compute_callcenter_words(self):
        for record in self:
            record.callcenter_words = record._read_words()

    def _read_words(self):
        return dump_words(*(self[name] for name in self._get_named_fields()))

    @api.model
    def _get_named_fields(self):
        """Return the stored fields by whose words a record is found."""
        return []

    @api.model
    def _has_words(self, alias, text, is_whole=False):
        """Return the SQL condition that a row has every word of ``text``, in any order.

        :param bool is_whole: whether by whole words, not by their beginnings
        :return: None where there is no word in it
        """
        words = dict.fromkeys(fold(text))
        if not words:
            return None
        mark = "" if is_whole else ":*"
        return SQL(
            "%(column)s IS NOT NULL AND array_to_tsvector(string_to_array("
            "%(column)s, ' ')) @@ %(wanted)s::tsquery",
            column=SQL.identifier(
                alias, "callcenter_words", to_flush=self._fields["callcenter_words"]
            ),
            wanted=" & ".join(f"'{word}'{mark}" for word in words),
        )
