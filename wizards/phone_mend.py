from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..models.caller.phone_keys import find_flags
from ..models.caller.words import fold
from ..models.groups import MANAGER
from ..phones import Part, part, read_keys, with_country

# so many rows are shown; all are mended
PREVIEW = 40
BATCH = 50
# so many batches are looked through for a preview
MAX_BATCHES = 20
# more than these Odoo does not merge at once
MAX_MERGED = 3
MERGE = "base.partner.merge.automatic.wizard"
_LOGGED = {"create_uid", "create_date", "write_uid", "write_date"}


class CallcenterPhoneMend(models.TransientModel):
    """What the check-up found wrong with contacts' numbers, mended after a preview.

    With the user's own rights, in the companies that they have chosen.
    """

    _name = "callcenter.phone.mend"
    _description = "Mend Numbers"

    kind = fields.Selection(
        [
            ("several", "Several numbers in one field"),
            ("foreign", "Numbers of another country"),
            ("shared", "Numbers that several contacts have"),
        ],
        required=True,
        readonly=True,
    )
    line_ids = fields.One2many("callcenter.phone.mend.line", "mend_id", readonly=True)
    is_complete = fields.Boolean(
        readonly=True, help="Whether the rows shown are all there are."
    )
    # how far "all" has got: of contacts the last id, of shared numbers how many
    position = fields.Integer(readonly=True)

    @api.depends("kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for mend in self:
            mend.display_name = labels.get(mend.kind, "")

    # -- doors ----------------------------------------------------------------------

    @api.model
    def action_open(self, kind):
        """Open a preview of what can be mended.

        :param str kind: ``several``, ``foreign`` or ``shared``
        :return: an action
        :raise AccessError: for who is no manager, or may not write contacts
        """
        self._check_rights()
        # sudo: what is previewed is nobody's to write; contacts are the user's
        mend = self.sudo().create({"kind": kind}).sudo(False)
        mend._preview()
        return {
            "type": "ir.actions.act_window",
            "name": mend.display_name,
            "res_model": self._name,
            "res_id": mend.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def mend_batch(self):
        """Mend the next rows, as the browser asks for one batch after another.

        :return: ``{"done", "left": rows of this batch, "seen", "remaining": contacts, or
            shared numbers, of it and after it}``
        :raise AccessError: as ``action_open``
        """
        self.ensure_one()
        self._check_rights()
        before = self._count_remaining()
        lines = self._take_lines(self._plan_next(BATCH))
        lines._mend()
        remaining = self._count_remaining()
        if not remaining:
            self._go_on(0)
            # sudo: managers count over all contacts
            self.env["callcenter.phone.check"].sudo()._count_contacts()
        done = lines.filtered(lambda line: line.state == "done")
        return {
            "done": len(done),
            "left": len(lines) - len(done),
            "seen": before - remaining,
            "remaining": remaining,
        }

    def _take_lines(self, planned):
        """Return the lines of what is planned: those that are shown, else new ones."""
        partner_ids = {id_ for values in planned for id_ in values["partner_ids"][0][2]}
        shown = {
            line._get_subject(): line
            for line in self.line_ids.search(
                [
                    ("mend_id", "=", self.id),
                    ("partner_ids", "in", list(partner_ids)),
                    ("state", "!=", "done"),
                ]
            )
        }
        # sudo: as in ``action_open``
        lines = self.env["callcenter.phone.mend.line"].sudo()
        for values in planned:
            subject = (
                tuple(values["partner_ids"][0][2]),
                values.get("field_name", False),
            )
            lines |= shown.get(subject) or lines.create(values)
        return lines.sudo(False)

    def _check_rights(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only call center managers may mend numbers."))
        self.env["res.partner"].check_access("write")
        self.env["callcenter.phone"].check_access("create")
        if self[:1].kind == "shared":
            self.env[MERGE].check_access("create")

    # -- planning -------------------------------------------------------------------

    def _preview(self):
        """Show the first rows; "all" begins with them again."""
        planned = []
        for _batch in range(MAX_BATCHES):
            planned += self._plan_next(BATCH)
            remaining = self._count_remaining()
            if not remaining or len(planned) >= PREVIEW:
                break
        # sudo: as in ``action_open``
        self.sudo().write(
            {
                "position": 0,
                "is_complete": not remaining and len(planned) <= PREVIEW,
                "line_ids": [Command.create(values) for values in planned[:PREVIEW]],
            }
        )

    def _plan_next(self, limit):
        """Return the values of the lines of the next rows, and go on behind them."""
        if self.kind == "shared":
            keys = self._get_shared_keys()[self.position : self.position + limit]
            self._go_on(self.position + len(keys))
            return self._plan_twins(keys)
        partners = self.env["res.partner"].search(
            self._get_domain(), order="id", limit=limit
        )
        self._go_on(partners[-1:].id or self.position)
        return [
            values
            for partner in partners._filtered_access("write")
            for name in partner._get_callcenter_phone_fields()
            if partner[name] and (values := self._plan_field(partner, name))
        ]

    def _go_on(self, position):
        # sudo: as in ``action_open``
        self.sudo().position = position

    def _count_remaining(self):
        if self.kind == "shared":
            return max(len(self._get_shared_keys()) - self.position, 0)
        return self.env["res.partner"].search_count(self._get_domain())

    def _get_domain(self):
        return Domain("callcenter_check", "=", self.kind) & Domain(
            "id", ">", self.position
        )

    def _get_shared_keys(self):
        # sudo: a number is no contact; whose it is goes by the rules
        check = self.env["callcenter.phone.check"].sudo()
        check = check.search([("res_model", "=", "res.partner")], limit=1)
        return check.shared_keys or []

    def _plan_field(self, partner, name):
        """Return the values of a line for a phone field, {} where nothing is wrong."""
        text = partner[name]
        regions, phone_code = partner._get_reading()
        if self.kind not in find_flags(read_keys(text, regions), phone_code):
            return {}
        if self.kind == "several":
            parts = part(text, regions)
        else:
            mended = with_country(text, regions)
            parts = [Part(mended)] if mended else []
        return {
            "mend_id": self.id,
            "partner_ids": [Command.set(partner.ids)],
            "field_name": name,
            "before": text,
            "parts": [list(one) for one in parts],
            "after": "\n".join(map(_describe, parts)),
            "state": "todo" if parts else "left",
            "note": not parts and self.env._("Not clear: please look at it yourself."),
        }

    def _plan_twins(self, keys):
        """Return which contacts with one number and one name become one."""
        partners = self.env["res.partner"]
        planned, seen = [], set()
        for key in keys:
            holders = partners.search(partners._get_holders_domain([key]), order="id")
            for twins in _group_twins(holders._filtered_access("write")):
                ids = tuple(twins.ids)
                if ids not in seen:
                    seen.add(ids)
                    planned.append(self._plan_merge(twins, key))
        return planned

    def _plan_merge(self, twins, key):
        kept = self.env[MERGE]._get_ordered_partner(twins.ids)[-1]
        return {
            "mend_id": self.id,
            "partner_ids": [Command.set(twins.ids)],
            "before": "\n".join(_name_twin(twin, key) for twin in twins),
            "after": self.env._("%(name)s stays", name=_name_twin(kept, key)),
        }


class CallcenterPhoneMendLine(models.TransientModel):
    """One row of a preview: a field of a contact, or contacts that are one."""

    _name = "callcenter.phone.mend.line"
    _description = "Number to Mend"

    mend_id = fields.Many2one(
        "callcenter.phone.mend", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(related="mend_id.kind")
    partner_ids = fields.Many2many("res.partner", string="Contact", readonly=True)
    field_name = fields.Char(readonly=True)
    before = fields.Text("Now", readonly=True)
    after = fields.Text("Then", readonly=True)
    parts = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    added_ids = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    state = fields.Selection(
        [("todo", "To do"), ("done", "Done"), ("left", "For you to look at")],
        default="todo",
        required=True,
        readonly=True,
    )
    note = fields.Char(readonly=True)

    # -- doors ----------------------------------------------------------------------

    def action_mend(self):
        """Mend these rows.

        :raise AccessError: for who is no manager, or may not write contacts
        :raise UserError: of one row that cannot be mended, why
        """
        self.mend_id._check_rights()
        self._mend()
        if len(self) == 1 and self.state == "left":
            raise UserError(self.note)

    def action_undo(self):
        """Give a field its former text; the numbers that it was parted into go.

        :raise AccessError: as ``action_mend``
        :raise UserError: where the contact was changed since
        """
        self.ensure_one()
        self.mend_id._check_rights()
        line = self.sudo()
        partner = self.partner_ids
        added = self.env["callcenter.phone"].browse(line.added_ids or []).exists()
        (first, _label), *others = line.parts or [[None, ""]]
        given = {(number, label or False) for number, label in others}
        if (
            self.state != "done"
            or partner[self.field_name] != first
            or not given.issuperset((row.number, row.label) for row in added)
        ):
            raise UserError(
                self.env._(
                    "This contact was changed since: please look at it yourself."
                )
            )
        added.unlink()
        partner.write({self.field_name: self.before})
        line.write({"state": "todo", "added_ids": False})

    def action_open_partners(self):
        """Open the contacts: the one, or Odoo's dialog that merges several.

        :return: an action
        """
        self.ensure_one()
        if self.kind == "shared":
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Merge"),
                "res_model": MERGE,
                "views": [(False, "form")],
                "target": "new",
                "context": {
                    "active_model": "res.partner",
                    "active_ids": self.partner_ids.ids,
                },
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_ids.id,
            "views": [(False, "form")],
        }

    # -- acting ---------------------------------------------------------------------

    def _get_subject(self):
        return tuple(self.partner_ids.ids), self.field_name

    def _mend(self):
        """Mend each row by itself: one that fails is left as it is, with its reason."""
        for line in self.filtered(lambda line: line.state == "todo"):
            try:
                with self.env.cr.savepoint():
                    mend = line._merge if line.kind == "shared" else line._write_parts
                    values = mend()
            except (UserError, ValidationError, AccessError) as error:
                values = {"state": "left", "note": str(error)}
            # sudo: lines are written by what they tell of alone
            line.sudo().write(values)

    def _write_parts(self):
        """Write a field's first number to it, the others as further numbers."""
        line = self.sudo()
        partner, name = self.partner_ids, line.field_name
        if len(partner) != 1 or partner[name] != self.before:
            raise UserError(
                self.env._(
                    "This contact was changed since: please look at it yourself."
                )
            )
        regions = partner._get_reading()[0]
        known = {key.value for key in read_keys(self.before, regions)}
        (first, _label), *others = line.parts
        added = self.env["callcenter.phone"].create(
            [
                {"partner_id": partner.id, "number": number, "label": label or False}
                for number, label in others
                if not self._has_further(partner, number, label)
            ]
        )
        partner.write({name: first})
        partner.invalidate_recordset(["callcenter_phone_ids"])
        if not known <= _keys_of(partner):
            raise UserError(self.env._("Not clear: please look at it yourself."))
        self._log(partner, name)
        return {"state": "done", "added_ids": added.ids, "note": False}

    def _has_further(self, partner, number, label):
        """Return whether a number is a further one of the contact, label and all."""
        wanted = {key.value for key in read_keys(number, partner._get_reading()[0])}
        return any(
            wanted <= _split(further.callcenter_keys)
            and (not label or further.label == label)
            for further in partner.callcenter_phone_ids
        )

    def _log(self, partner, name):
        """Keep the former text where the contact's history is."""
        label = partner._fields[name]._description_string(self.env)
        text = self.env._(
            "%(field)s was “%(text)s” before the numbers check-up.",
            field=label,
            text=self.before,
        )
        partner._message_log(body=text)

    def _merge(self):
        """Merge contacts as Odoo's dialog does, with its checks; its loss is noted."""
        twins = self.partner_ids.exists()
        if len(twins) < 2 or len(_group_twins(twins)) != 1:
            raise UserError(
                self.env._("These contacts were changed since: please look at them.")
            )
        while len(twins) > 1:
            some = twins[:MAX_MERGED]
            wizard = self.env[MERGE].with_context(
                active_model="res.partner", active_ids=some.ids
            )
            kept = wizard._get_ordered_partner(some.ids)[-1]
            lost = _list_lost(some - kept, kept)
            wizard.create({}).action_merge()
            if lost:
                kept._message_log(body=Markup("<br/>").join(lost))
            twins = twins.exists()
        return {"state": "done", "note": False}


def _split(keys):
    """Return the numbers of a row among its keys."""
    return {key for key in (keys or "").split() if key[0] in "+="}


def _keys_of(partner):
    """Return every number by which a contact is found."""
    own = _split(partner.callcenter_keys)
    return own.union(
        *(_split(row.callcenter_keys) for row in partner.callcenter_phone_ids)
    )


def _describe(one):
    return f"{one.number} ({one.label})" if one.label else one.number


def _name_twin(partner, key):
    details = [partner.email, partner.parent_id.name, partner.city, key.lstrip("+=")]
    return f"{partner.name} (#{partner.id}: {', '.join(filter(None, details))})"


def _group_twins(partners):
    """Return those of contacts with one number that are one: nothing tells them apart."""
    groups = {}
    for partner in partners.filtered("name"):
        name = tuple(sorted(fold(partner.name)))
        groups.setdefault((name, partner.is_company, partner.parent_id), []).append(
            partner
        )
    found = (partners.browse([one.id for one in group]) for group in groups.values())
    return [group for group in found if len(group) > 1 and not _differ(group)]


def _differ(partners):
    """Return whether contacts have different values of what one has once."""
    return any(
        len({value for partner in partners if (value := partner[name])}) > 1
        for name in ("company_id", "vat", "email_normalized", "company_registry")
    )


def _list_lost(sources, kept):
    """Return lines that tell what Odoo's merge drops: where both have a value."""
    lost = []
    for source in sources:
        for name, field in source._fields.items():
            is_kept = (
                field.store
                and not field.compute
                and field.type
                in ("char", "text", "html", "date", "selection", "many2one")
                and not field.groups
                and name not in _LOGGED
            )
            if (
                is_kept
                and source[name]
                and source[name] != (kept[name] or source[name])
            ):
                label = field._description_string(source.env)
                text = source[name]
                text = text.display_name if field.relational else text
                lost.append(
                    Markup("%s (#%s) – %s: %s") % (source.name, source.id, label, text)
                )
    return lost
