"""The technician's pages tell all there is, in both languages."""

import re

import polib

from odoo.tests import BaseCase, tagged

from ...wire import ENDPOINTS, LOOKUP, words
from ...wire.credentials import TOKEN_PARAMETER
from ...wire.errors import SENTENCES
from ...wire.event import DATES, SECONDS, TEXTS
from ..pages import DOCS, PAGES, quoted, read_page

DIALPLAN = DOCS / "examples" / "extensions_callcenter.conf"
TRANSLATIONS = DOCS.parent / "i18n" / "vi.po"
PARAMETERS = {
    *(*TEXTS, *SECONDS, *DATES, "phone", "status", "event", "live", TOKEN_PARAMETER)
}


@tagged("callcenter_wire")
class TestPages(BaseCase):
    """The pages tell everything there is, in both languages."""

    def test_they_name_everything(self):
        names = {*ENDPOINTS, LOOKUP, *PARAMETERS, *SENTENCES}
        for page in PAGES:
            text = read_page(page)
            self.assertEqual({x for x in names if f"`{x}`" not in text}, set(), page)

    def test_one_page_lists_all_words(self):
        found = re.findall(r"`([^`]+)`", read_page("words.md"))
        found = {words.fold(word) for word in found}
        known = words.DISPOSITIONS.keys() | words.SILENT_STATUSES | words.EVENTS.keys()
        self.assertEqual((known | words.HIDDEN_CALLERS) - found, set())

    def test_the_pages_know_no_other_status(self):
        for page in PAGES:
            text = read_page(page)
            self.assertIn("](words.md)", text)
            for row in re.findall(r"^\| (`[A-Z][A-Z `]+`) \| ", text, re.MULTILINE):
                for word in re.findall(r"`([^`]+)`", row):
                    self.assertTrue(words.read_status(word)[1], f"{page}: {word}")

    def test_they_quote_the_sentences_as_they_are(self):
        for page in PAGES:
            text = read_page(page)
            for code, sentence in SENTENCES.items():
                self.assertIn(quoted(sentence), text, f"{page}: {code}")

    def test_the_vietnamese_one_quotes_the_translations(self):
        text = read_page("pbx.vi.md")
        translations = {
            entry.msgid: entry.msgstr for entry in polib.pofile(str(TRANSLATIONS))
        }
        for code, sentence in SENTENCES.items():
            self.assertIn(quoted(translations.get(sentence, "")), text, code)

    def test_links_lead_somewhere(self):
        for page in PAGES:
            text = read_page(page)
            titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
            anchors = {title.lower().replace(" ", "-") for title in titles}
            for target, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", text):
                with self.subTest(page, target=target, anchor=anchor):
                    self.assertTrue((DOCS / target).exists())
                    self.assertTrue(target or anchor in anchors)

    def test_the_dialplan_sends_what_the_wire_knows(self):
        dialplan = DIALPLAN.read_text(encoding="utf-8")
        sent = re.findall(r"callcenter-send,s,1\((\w+),", dialplan)
        self.assertEqual(set(sent), {"call_in", "init", "call_end", LOOKUP})
        names = set(re.findall(r"[&?=](\w+)=[\w$]", dialplan))
        self.assertLessEqual(names, PARAMETERS)
        self.assertLessEqual({"callid", "extension", "event", "status"}, names)
