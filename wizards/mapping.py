"""The page on which somebody says which field of a vendor's requests is what."""

import json
from datetime import timezone

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..compat.timezones import get_zone
from ..rules import Told, add, derive, observe
from ..wire import ENDPOINTS, WireError, read_event
from ..wire.adapters import HOOK
from ..wire.adapters.base import load_hook
from ..wire.adapters.mapping import NAME, find_messages, read
from ..wire.adapters.proposal import propose, propose_word, survey
from ..wire.mapping import (
    MAX_CHARACTERS,
    MEANINGS,
    SENTENCES,
    MappingError,
    load_mapping,
    normal,
    read_mapping,
    write_path,
)

# as many requests are shown, and so many of them looked at unless somebody chooses
MAX_REQUESTS, CHOSEN_REQUESTS = 40, 12
MAX_SAMPLES, MAX_SAMPLE_CHARACTERS = 6, 60
EVENT_ROWS, KNOCK_ROWS = "callcenter.event", "callcenter.knock"


class CallcenterMappingPage(models.AbstractModel):
    """What the page asks; each question needs the right to change the connection."""

    _name = "callcenter.mapping.page"
    _description = "Mapping of Caught Requests"

    @api.model
    def get_page(self, pbx_id):
        """Return the caught requests of a connection, its mapping or a proposal.

        :return: ``{"pbx", "url", "requests", "chosen", "is_kept", "mapping"}``
        :raises AccessError: without the right to change connections
        """
        pbx = self._find_pbx(pbx_id)
        rows = self._find_requests(pbx)
        chosen = _choose(rows)
        kept = self.env["callcenter.mapping"].get(pbx)
        messages = [one for row in rows if row["key"] in chosen for one in _open(row)]
        mapping = kept or propose(survey(messages), pbx.name[:64])
        return {
            "pbx": pbx.name,
            "url": f"{pbx.get_base_url()}/api/callcenter/{HOOK}{NAME}",
            "requests": [
                {name: row[name] for name in ("key", "date", "name", "text")}
                for row in rows
            ],
            "chosen": chosen,
            "is_kept": bool(kept),
            "mapping": mapping.to_json(),
        }

    @api.model
    def look(self, pbx_id, mapping, chosen):
        """Return what would become of caught requests by a mapping.

        :param mapping: plain values, as ``read_mapping`` reads them
        :param chosen: keys of requests
        :return: ``{"fields", "words", "told", "calls", "lacks"}``
        :raises AccessError: without the right to change connections
        :raises UserError: of what is no mapping
        """
        pbx, mapping = self._find_pbx(pbx_id), self._read(mapping)
        rows = [row for row in self._find_requests(pbx) if row["key"] in chosen]
        found = survey([one for row in rows for one in _open(row)])
        told = {row["key"]: _tell(mapping, row) for row in rows}
        return {
            "fields": [
                {
                    "path": write_path(one.path),
                    "label": " ▸ ".join(one.path),
                    "samples": [
                        text[:MAX_SAMPLE_CHARACTERS]
                        for text in one.samples[:MAX_SAMPLES]
                    ],
                }
                for one in found
            ],
            "words": {table: _words(table, mapping, found) for table in MEANINGS},
            "told": told,
            "calls": self._derive(pbx, rows, told),
            "lacks": [self.env._(SENTENCES[code]) for code in mapping.lacks()],
        }

    @api.model
    def propose(self, pbx_id, chosen):
        """Return the mapping, as plain values, that names and words suggest."""
        pbx = self._find_pbx(pbx_id)
        rows = [row for row in self._find_requests(pbx) if row["key"] in chosen]
        fields = survey([one for row in rows for one in _open(row)])
        return propose(fields, pbx.name[:64]).to_json()

    @api.model
    def save(self, pbx_id, mapping):
        """Let the connection read its vendor's messages by ``mapping``.

        :raises AccessError: without the right to change connections
        :raises UserError: of what is no mapping, or lacks something
        """
        pbx, mapping = self._find_pbx(pbx_id), self._read(mapping)
        lacks = [self.env._(SENTENCES[code]) for code in mapping.lacks()]
        if lacks:
            raise UserError("\n".join(lacks))
        self.env["callcenter.mapping"].keep(pbx, mapping)

    @api.model
    def remove(self, pbx_id):
        """Take the connection's mapping away."""
        self.env["callcenter.mapping"].forget(self._find_pbx(pbx_id))

    @api.model
    def read_file(self, pbx_id, text):
        """Return the mapping, as plain values, that somebody's file holds.

        :raises AccessError: without the right to change connections
        :raises UserError: why it is none
        """
        self._find_pbx(pbx_id)
        return self._read(text, load_mapping).to_json()

    @api.model
    def replay(self, pbx_id, chosen):
        """Apply caught requests that stand in the journal; return the action to show."""
        pbx = self._find_pbx(pbx_id)
        rows = [row for row in self._find_requests(pbx) if row["key"] in chosen]
        ids = [row["id"] for row in rows if row["model"] == EVENT_ROWS]
        mapped = self.env[EVENT_ROWS].browse(ids)
        return mapped.filtered(lambda row: row.name == f"{HOOK}{NAME}").action_replay()

    # -- what is behind them ----------------------------------------------------------

    def _find_pbx(self, pbx_id):
        if type(pbx_id) is not int:
            raise UserError(self.env._("Open this page from a connection."))
        pbx = self.env["callcenter.pbx"].browse(pbx_id)
        pbx.check_access("write")
        return pbx

    def _read(self, given, reader=read_mapping):
        """Return the Mapping that ``given`` is, or say to a person why it is none."""
        try:
            return reader(given)
        except MappingError as error:
            # the sentences are marked for export where they stand, in the wire package
            sentence = self.env._(SENTENCES[error.code], **error.values)
            raise UserError(sentence) from error

    def _find_requests(self, pbx):
        """Return the caught requests to choose from, the oldest first, as dicts.

        Of the journal what no endpoint of ours has read; of refused ones whatever the
        reader may see.
        """
        journal = Domain("pbx_id", "=", pbx.id) & Domain("payload", "!=", False)
        unread = Domain("name", "not in", list(ENDPOINTS))
        unread |= Domain("result", "=", "rejected")
        rows = self.env[EVENT_ROWS].search(
            journal & unread, order="id desc", limit=MAX_REQUESTS
        )
        refused = Domain("pbx_id", "=", False) & Domain("payload", "!=", False)
        knocks = self.env[KNOCK_ROWS].search(
            refused, order="id desc", limit=MAX_REQUESTS
        )
        found = [_as_request(row, row.create_date, row.result) for row in rows]
        found += [_as_request(row, row.heard_date, "refused") for row in knocks]
        found = [row for row in found if row["params"] is not None]
        found.sort(key=lambda row: (row["heard"], row["id"]))
        return found[-MAX_REQUESTS:]

    def _derive(self, pbx, rows, told):
        """Return the calls that the events of requests make, as a person reads them."""
        settings, exchange = pbx._get_settings(), pbx._get_exchange()
        zone, known, calls = get_zone(settings.tz), pbx._get_extensions(), {}
        for row in rows:
            for one in told[row["key"]]["events"]:
                try:
                    event = read_event(one["name"], one, zone, settings.date_first)
                except WireError:
                    continue
                new = Told(exchange=exchange.snapshot())
                observation = observe(
                    event, row["heard"], event.at, event.phone in known
                )
                add(calls.setdefault(event.callid, new), observation)
        users = {one.number: one.user_id.name or "" for one in pbx.extension_ids}
        labels = {
            name: dict(
                self.env["callcenter.call"]
                ._fields[name]
                ._description_selection(self.env)
            )
            for name in ("direction", "disposition", "state")
        }
        views = {callid: derive(call, exchange) for callid, call in calls.items()}
        return [
            {
                "callid": callid,
                "direction": labels["direction"].get(view.direction, ""),
                "outcome": labels["disposition"].get(view.disposition)
                or labels["state"].get(view.state, ""),
                **{
                    name: getattr(view, name)
                    for name in ("phone", "is_hidden", "queue", "did", "recording")
                },
                **_durations(view, ("wait", "talk")),
                "legs": [
                    {
                        "number": leg.number,
                        "user": users.get(leg.number, ""),
                        "outcome": labels["disposition"].get(leg.disposition)
                        or labels["state"].get(leg.state, ""),
                        **_durations(leg, ("talk",)),
                    }
                    for leg in view.legs
                ],
            }
            for callid, view in views.items()
        ]


def _as_request(row, date, result):
    """Return a journal row or a knock as a dict; its ``params`` are None if unreadable."""
    try:
        params = json.loads(row.payload)
    except ValueError:
        params = None
    return {
        "key": f"{row._name.rpartition('.')[2]}-{row.id}",
        "model": row._name,
        "id": row.id,
        "name": row.name,
        "result": result,
        "heard": date.replace(tzinfo=timezone.utc).timestamp(),
        "date": date.replace(tzinfo=timezone.utc).isoformat(),
        "params": params if isinstance(params, dict) else None,
        "text": row.payload,
    }


def _choose(rows):
    """Return the keys of those to look at first: what nobody could read, else the last."""
    mapped = [row for row in rows if row["name"] == f"{HOOK}{NAME}"] or rows
    unread = [row for row in mapped if row["result"] != "applied"]
    return [row["key"] for row in (unread or mapped)[-CHOSEN_REQUESTS:]]


def _open(row):
    """Return the messages of a request: JSON objects, or one form."""
    try:
        return find_messages(load_hook(row["params"]))
    except WireError:
        return []


def _tell(mapping, row):
    """Return what a request tells by a mapping: events, or that it cannot be read."""
    try:
        return {"events": read(mapping, load_hook(row["params"])), "error": ""}
    except WireError as error:
        return {"events": [], "error": str(error)}


def _words(table, mapping, fields):
    """Return the words of a table: those seen, then those that only the mapping has."""
    paths = mapping.paths.get(table, ())
    seen = [text for one in fields if one.path in paths for text in one.samples]
    told = mapping.words.get(table, {})
    # what is too long for a word is no word
    fitting = [text for text in seen if len(text) <= MAX_CHARACTERS]
    unique = {normal(word): word for word in reversed([*fitting, *told])}
    return [
        {
            "word": word,
            "proposal": propose_word(table, word),
            "is_seen": word in seen,
        }
        for word in reversed(unique.values())
    ]


def _durations(view, names):
    """Return seconds by name; what is unknown is False, as in Odoo's own answers."""
    values = {name: getattr(view, name) for name in names}
    return {name: False if x is None else x for name, x in values.items()}
