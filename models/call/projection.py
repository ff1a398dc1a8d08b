from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...compat import records as records_compat
from ...rules.shown import derive
from ..exchange.extension import UNMAPPED, Mapping
from ..transaction import plain, write_changed
from .call_audience import get_audience
from .events import to_datetime

# what is written of a leg
LEG_FIELDS = (
    "role",
    "state",
    "disposition",
    "start_date",
    "answer_date",
    "end_date",
    "duration",
    "talk_duration",
    "is_talk_known",
    "recording_url",
    "extension_id",
    "user_id",
)


class CallcenterCallProjection(models.Model):
    """What follows from the observations of a call, written where people read it."""

    _inherit = "callcenter.call"

    variables = fields.Json(
        "Values of the exchange",
        readonly=True,
        help="What a menu or a script of the exchange knows of the call, by name.",
    )
    variables_text = fields.Text(
        "Values",
        compute="_compute_variables_text",
        search="_search_variables_text",
        help="What a menu or a script of the exchange knows of the call.",
    )
    is_end_assumed = fields.Boolean(
        "End assumed",
        readonly=True,
        help="Nobody heard the end of this call, or a time of it: the exchange never told"
        " it, or its gateway did not run then.",
    )

    _variables = models.Index("USING gin (variables) WHERE variables IS NOT NULL")

    @api.depends("variables")
    def _compute_variables_text(self):
        for call in self:
            pairs = sorted((call.variables or {}).items())
            call.variables_text = "\n".join(f"{x}: {y}" for x, y in pairs) or False

    def _search_variables_text(self, operator, value):
        """Find exact values, whatever their names are."""
        if operator not in ("=", "in", "ilike") or not value:
            return NotImplemented
        texts = [value] if isinstance(value, str) else list(value)

        def to_sql(records, alias, query):
            column = SQL.identifier(alias, "variables")
            found = SQL(
                "SELECT 1 FROM jsonb_each_text(%s) AS pair WHERE pair.value IN %s",
                column,
                tuple(texts),
            )
            return SQL("(%s IS NOT NULL AND EXISTS (%s))", column, found)

        return Domain.custom(
            to_sql=to_sql,
            predicate=lambda call: bool(
                set(texts) & set((call.variables or {}).values())
            ),
        )

    def _save(self, pbx, told, exchange, new=None, is_awaited=False):
        """Write what follows from ``told`` of this call and its legs.

        :param Told told: all that was told of it
        :param Exchange exchange: what was known of its exchange when it began
        :param dict new: what a call that does not exist yet is created with
        :param is_awaited: whether a call that continues it has come before it
        :return: ``(call, view, is_changed)``, whether more than what was told changed
        """
        view = derive(told, exchange)
        known = self._read_legs()
        mappings = self._get_mappings(pbx, view.legs, known)
        extensions = pbx._get_extensions()
        folded = [extensions.get(number, UNMAPPED) for number in view.folded]
        is_missed = view.is_missed
        if self and self.is_in_family:
            is_missed = self._is_missed_in_family(view)
        vals = {
            "company_id": pbx._get_settings().company_id,
            "observations": told.to_json(),
            "is_settled": False,
            "status_raw": view.status,
            "is_hidden": view.is_hidden,
            "queue": view.queue,
            "did": view.did,
            "variables": view.variables or False,
            "parent_callid": view.parent,
            "audience": get_audience(
                [mapping.user_id for mapping in (*mappings, *folded)],
                [mapping.extension_id for mapping in (*mappings, *folded)],
                is_missed,
                pbx.id,
            ),
            **view_values(view),
            "is_missed": is_missed,
            **self._who_values(view, mappings),
            **self._identity_values(pbx, view),
        }
        if self:
            changed = write_changed(self, vals)
            call, is_changed = self, bool(changed - {"observations"})
        else:
            call, changed = self.create(_filled({**new, **vals})), vals.keys()
            is_changed = True
        are_legs_changed = call._save_legs(view, mappings, known)
        # what an event tells is not what people note
        self.env.remove_to_compute(self._fields["note"], call)
        call._follow_parent(changed, is_awaited)
        return call, view, is_changed or are_legs_changed

    def _read_legs(self):
        """Return ``{(number, attempt): (leg, values of LEG_FIELDS)}``.

        By the cache: a call that rang for hours has a hundred legs and more, and most of
        them stay as they are.
        """
        legs = self.leg_ids
        names = ("number", "attempt", *LEG_FIELDS)
        legs.fetch(names)
        rows = records_compat.rows(legs, names)
        return {
            (number, attempt): (leg, values)
            for leg, (number, attempt, *values) in zip(legs, rows.values(), strict=True)
        }

    def _get_mappings(self, pbx, leg_views, known):
        """Return the Mapping of each leg; who had an extension when it rang keeps it.

        :param known: what ``_read_legs`` gave
        """
        extensions = pbx._get_extensions()
        mappings = []
        for view in leg_views:
            mapping = extensions.get(view.number, UNMAPPED)
            _leg, values = known.get((view.number, view.attempt), (None, ()))
            *_others, extension_id, user_id = values or (None, None)
            if user_id and user_id != mapping.user_id:
                mapping = Mapping(extension_id or False, user_id)
            mappings.append(mapping)
        return mappings

    def _save_legs(self, view, mappings, known):
        """Write what is new of the legs; return whether anything was.

        :param known: what ``_read_legs`` gave
        """
        new, is_changed = [], False
        for shown, mapping in zip(view.legs, mappings, strict=True):
            if not shown.number:  # named by its ring alone: nobody's telephone
                continue
            values = _leg_values(shown, mapping)
            leg, held = known.pop((shown.number, shown.attempt), (None, None))
            if not leg:
                key = {"number": shown.number, "attempt": shown.attempt}
                new.append({**key, **dict(zip(LEG_FIELDS, values, strict=True))})
            elif held != values and any(map(_differs, held, values)):
                vals = dict(zip(LEG_FIELDS, values, strict=True))
                is_changed |= bool(write_changed(leg, vals))
        gone = [
            leg
            for (number, attempt), (leg, _values) in known.items()
            if attempt > view.folded.get(number, 0)
        ]
        for leg in gone:
            leg._give_up()
        self._create_legs(new)
        return is_changed or bool(new) or bool(gone)

    def _create_legs(self, vals_list):
        common = {
            "call_id": self.id,
            "pbx_id": self.pbx_id.id,
            "company_id": self.company_id.id,
        }
        legs = self.env["callcenter.call.leg"]
        legs.create([_filled({**common, **vals}) for vals in vals_list])

    def _identity_values(self, pbx, view):
        """Return the number and the customer whose it is, looked up when it is new."""
        if self and self.phone == (view.phone or False):
            return {}
        vals = {"phone": view.phone, "phone_sanitized": False, "candidates": False}
        if not view.is_inside and not view.is_service:
            vals |= self.env["callcenter.lookup"]._identify(view.phone, pbx)
        if self.partner_id:
            vals |= {"partner_id": self.partner_id.id, "candidates": False}
        return vals

    def _who_values(self, view, mappings):
        """Return whose call it is, of one that is nobody's the extension it last rang at.

        :param mappings: the Mapping of each leg of ``view``
        """
        if view.owner is not None:
            owner = mappings[view.owner]
        else:
            last = mappings[-1] if mappings else UNMAPPED
            owner = Mapping(last.extension_id)
        if self and owner[:2] == (self.extension_id.id, self.user_id.id):
            return {}  # the employee stays as it was then
        return owner._asdict()


class CallcenterCallLegProjection(models.Model):
    _inherit = "callcenter.call.leg"

    def _give_up(self):
        """Delete an attempt that turned out to be none; what was noted at it stays."""
        if self.note and self.user_id:
            notes, key = self.call_id.other_notes or {}, str(self.user_id.id)
            text = "\n".join(filter(None, (notes.get(key), self.note)))
            self.call_id.other_notes = {**notes, key: text}
        self.unlink()


def _differs(cached, value):
    return cached != value and plain(cached) != plain(value)


def _leg_values(view, mapping):
    """Return the values of LEG_FIELDS of a LegView, as the cache would hold them."""
    return [
        view.role,
        view.state,
        view.disposition,
        to_datetime(view.start) or None,
        to_datetime(view.answer) or None,
        to_datetime(view.end) or None,
        view.duration,
        view.talk,
        view.talk is not None,
        view.recording or None,
        mapping.extension_id or None,
        mapping.user_id or None,
    ]


def view_values(view):
    """Return what a call shows of a CallView, by field; whether missed stands apart."""
    return {
        "direction": view.direction,
        "state": view.state,
        "disposition": view.disposition,
        "start_date": to_datetime(view.start),
        "answer_date": to_datetime(view.answer),
        "end_date": to_datetime(view.end),
        "duration": view.duration,
        "is_duration_known": view.duration is not None,
        "talk_duration": view.talk,
        "is_talk_known": view.talk is not None,
        "wait_duration": view.wait,
        "recording_url": view.recording,
        "is_end_assumed": view.is_end_assumed,
    }


def _filled(vals):
    """Return those of ``vals`` that a new record does not hold already: it is empty."""
    return {name: value for name, value in vals.items() if value not in (None, "")}
