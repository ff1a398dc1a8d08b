"""What is stored of callers: one table, from which wizard, export, receipt and erasure
follow. What a further part stores of callers enters here by one line.
"""

from typing import NamedTuple

from odoo import api, models


class Kind(NamedTuple):
    """A kind of data.

    :param name: by which ``CallerData.records`` has it
    :param label: what people call it
    :param effect: what erasing does to it, for people
    :param find: the method of ``callcenter.caller.data`` that finds it; it takes a
        ``Search`` and the calls, returns records or ``Row`` s
    :param export: names of the fields that are exported, '' for none
    :param erase: the method that erases what was found; it takes the CallerData and
        that. '': what erases its call does; None: it stays
    """

    name: str
    label: str
    effect: str
    find: str
    export: str = ""
    erase: str | None = "_erase_records"


class CallcenterCallerKinds(models.AbstractModel):
    _name = "callcenter.caller.kinds"
    _description = "Kinds of a Caller's Data"

    @api.model
    def _get_kinds(self):
        """Return the Kinds, in the order of their showing; erased from the last up."""
        _ = self.env._
        gone = _("Deleted for good")
        without = _("Stay, without the number")
        return [
            Kind(
                "calls",
                _("Calls"),
                _("Stay as figures, without number, customer and notes"),
                "_find_gone",
                "id callid pbx_id direction state disposition phone phone_sanitized"
                " partner_id user_id extension_id queue did start_date answer_date"
                " end_date duration wait_duration talk_duration is_talk_known"
                " outcome_id note recording_url keep_until keep_reason",
                "_erase_calls",
            ),
            Kind(
                "legs",
                _("Legs"),
                _("Stay as figures, without notes"),
                "_find_legs",
                "id call_id number attempt role user_id disposition start_date"
                " answer_date end_date duration talk_duration is_talk_known note"
                " recording_url",
                "",
            ),
            Kind("notes", _("Notes"), gone, "_find_notes", erase=""),
            Kind(
                "recordings",
                _("Recordings"),
                _("Deleted in Odoo; the exchange's own stay there"),
                "_find_recordings",
                "id call_id leg_id state size mimetype",
                "_erase_recordings",
            ),
            Kind(
                "listens",
                _("Listening log"),
                _("Stays: who listened and when, to a call of nobody"),
                "_find_listens",
                "id call_id user_id date is_download",
                None,
            ),
            Kind(
                "events",
                _("Journal entries"),
                _("Emptied; that something was sent stays"),
                "_find_events",
                "id call_id create_date name result payload remote_addr",
                "_erase_events",
            ),
            Kind(
                "knocks",
                _("Caught requests"),
                gone,
                "_find_knocks",
                "id heard_date name payload remote_addr",
            ),
            Kind(
                "missed",
                _("Missed customers"),
                _("Stay as figures, without number and customer"),
                "_find_missed",
                "id phone phone_sanitized partner_id attempts first_date last_date"
                " wait_seconds due_date state close_reason tries done_date user_id",
                "_erase_missed",
            ),
            Kind(
                "orders",
                _("Orders to an exchange"),
                without,
                "_find_orders",
                "id create_date kind state user_id extension phone call_id",
                "_erase_orders",
            ),
            Kind(
                "phones",
                _("Further numbers"),
                gone,
                "_find_phones",
                "id partner_id number label",
            ),
            Kind(
                "choices",
                _("Choices for numbers"),
                gone,
                "_find_choices",
                "id partner_id phone_sanitized",
            ),
            Kind(
                "messages",
                _("Messages"),
                gone,
                "_find_messages",
                "id model res_id date author_id body",
            ),
            Kind(
                "activities",
                _("Activities"),
                gone,
                "_find_activities",
                "id res_model res_id date_deadline summary note user_id",
            ),
            Kind(
                "attachments",
                _("Attachments"),
                gone,
                "_find_attachments",
                "id res_id name mimetype file_size",
            ),
            Kind("changes", _("Logged changes of fields"), gone, "_find_changes"),
            Kind("sent", _("Messages to screens"), gone, "_find_sent"),
            Kind("leads", _("Leads"), without, "_find_leads", "", "_erase_rows"),
            Kind("texts", _("Other texts"), without, "_find_texts", "", "_erase_rows"),
            Kind(
                "contacts",
                _("Contacts with the number"),
                _("Stay: delete or change them in Contacts"),
                "_find_contacts",
                "id name phone email",
                None,
            ),
        ]
