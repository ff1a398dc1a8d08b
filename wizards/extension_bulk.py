import re

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..wire.values import read_extension

MAX_NUMBERS = 500
SEEN_DAYS = 30
# "38251234 ext. 105", "máy lẻ 105", "#105": the extension behind a company's number
_BEHIND = re.compile(
    r"(?:ext\.?|x|#|máy (?:lẻ|nhánh))\s*(\d{2,6})\s*\)?\s*$", re.IGNORECASE
)
_ALONE = re.compile(r"\d{2,6}")


class CallcenterExtensionBulk(models.TransientModel):
    """The dialog that maps many extensions at once, after a look at them."""

    _name = "callcenter.extension.bulk"
    _description = "Map Extensions"

    pbx_id = fields.Many2one("callcenter.pbx", "Connection", required=True)
    source = fields.Selection(
        [
            ("seen", "That rang already and are nobody's"),
            ("employees", "From the employees' work phones"),
            ("range", "From a range"),
        ],
        "Which",
        required=True,
        default="seen",
    )
    numbers = fields.Char(help="101-130, 201, 205-209")
    line_ids = fields.One2many("callcenter.extension.bulk.line", "bulk_id")
    is_shown = fields.Boolean(readonly=True)

    @api.onchange("source", "numbers")
    def _onchange_source(self):
        """What is shown is what was asked for."""
        self.is_shown, self.line_ids = False, [Command.clear()]

    def action_show(self):
        """Show the extensions that there would be, each with whose it may be.

        :return: an action that shows this dialog again
        :raises ValidationError: where the numbers cannot be read
        :raises AccessError: for who may not change the connection
        """
        self.ensure_one()
        self.pbx_id.check_access("write")
        employed = self._get_employed()
        if self.source == "range":
            found = read_ranges(self.numbers or "", self.env)
        elif self.source == "employees":
            found = sorted(employed)
        else:
            found = self._get_seen()
        known = {x.number: x for x in self._get_extensions()}
        lines = [
            {"number": number, "user_id": employed.get(number)}
            for number in found
            if number not in known or self._would_gain(known[number], employed)
        ]
        self.line_ids.unlink()
        self.write(
            {"is_shown": True, "line_ids": [Command.create(one) for one in lines]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Map extensions"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_map(self):
        """Make the extensions that are shown; those there are get the user beside them.

        :raises UserError: where none is shown
        :raises AccessError: without the right to connections
        """
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("There is nothing to map: show some first."))
        known = {x.number: x for x in self._get_extensions()}
        new = []
        for line in self.line_ids:
            if line.number not in known:
                user = line.user_id.id
                new.append(
                    {"pbx_id": self.pbx_id.id, "number": line.number, "user_id": user}
                )
            elif line.user_id and not known[line.number].user_id:
                known[line.number].user_id = line.user_id
        self.env["callcenter.extension"].create(new)
        return {"type": "ir.actions.act_window_close"}

    def _get_extensions(self):
        extensions = self.env["callcenter.extension"].with_context(active_test=False)
        return extensions.search([("pbx_id", "=", self.pbx_id.id)])

    @staticmethod
    def _would_gain(extension, employed):
        return not extension.user_id and bool(employed.get(extension.number))

    def _get_seen(self):
        """Return the numbers that rang lately and are nobody's, the busiest first."""
        self.env.cr.execute(
            SQL(
                """
                SELECT number FROM callcenter_call_leg
                 WHERE pbx_id = %s AND extension_id IS NULL AND number != ''
                   AND start_date > now() AT TIME ZONE 'UTC' - %s * interval '1 day'
                 GROUP BY number ORDER BY count(*) DESC, number LIMIT %s
                """,
                self.pbx_id.id,
                SEEN_DAYS,
                MAX_NUMBERS,
            )
        )
        return [number for (number,) in self.env.cr.fetchall()]

    def _get_employed(self):
        """Return the user of each extension that a work phone of the company names."""
        # sudo: who maps extensions need not read employees; their user and number alone
        employees = self.env["hr.employee"].sudo()
        found = {}
        for employee in employees.search(
            [
                ("company_id", "=", self.pbx_id.company_id.id),
                ("user_id", "!=", False),
                ("work_phone", "!=", False),
            ],
            order="id",
        ):
            number = read_inside(employee.work_phone)
            if number:
                found.setdefault(number, employee.user_id.id)
        return found


class CallcenterExtensionBulkLine(models.TransientModel):
    _name = "callcenter.extension.bulk.line"
    _description = "Extension to Map"

    bulk_id = fields.Many2one(
        "callcenter.extension.bulk", required=True, ondelete="cascade"
    )
    number = fields.Char("Extension", required=True, readonly=True)
    user_id = fields.Many2one("res.users", domain=[("share", "=", False)])


def read_inside(text):
    """Return the extension that a work phone names, '' where it names none.

    :param str text: as typed: ``105``, ``024 38251234 ext. 105``, ``… máy lẻ 105``
    """
    text = text.strip()
    behind = _BEHIND.search(text)
    if behind:
        return behind[1]
    plain = read_extension(text)
    return plain if _ALONE.fullmatch(plain) else ""


def read_ranges(text, env):
    """Return the numbers of ``101-130, 201``, in their order; leading zeros count.

    :raises ValidationError: saying which part cannot be read, or that they are too many
    """
    numbers = {}
    for part in filter(None, re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text))):
        first, dash, last = part.partition("-")
        last = last if dash else first
        if not re.fullmatch(r"\d{1,8}", first) or not re.fullmatch(r"\d{1,8}", last):
            raise ValidationError(
                env._("“%s” is no extension and no range such as 101-130.", part)
            )
        if int(last) < int(first) or len(last) != len(first):
            raise ValidationError(
                env._("“%s” does not run from a number to a later one as long.", part)
            )
        if len(numbers) + int(last) - int(first) >= MAX_NUMBERS:
            raise ValidationError(
                env._("At most %s extensions at once, please.", MAX_NUMBERS)
            )
        for number in range(int(first), int(last) + 1):
            numbers[str(number).zfill(len(first))] = True
    return list(numbers)
