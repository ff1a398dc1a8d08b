"""What can be wrong with a request, each said in one sentence.

A problem travels as code and values, so that the exchange reads it in English
and the journal shows it in the reader's own language.
"""

from dataclasses import dataclass, field


def _(source):
    """Mark a sentence for the translation export; translated where it is shown."""
    return source


SENTENCES = {
    # errors: the request is refused
    "unreadable": _("The body cannot be read: %(detail)s."),
    "missing_callid": _(
        "The parameter callid is missing: it is the id of the call. Came: %(came)s."
    ),
    "missing_phone": _("The parameter phone is missing: it is the number to look up."),
    "missing_extension": _(
        "The parameter extension is missing: it is the telephone that it is about."
    ),
    "unknown_agent_status": _(
        "The status '%(value)s' of an agent is not known. Known are: %(known)s."
    ),
    "unknown_order": _("This connection has no order with the id %(id)s."),
    "unknown_order_state": _(
        "The state '%(value)s' of an order is not known. Known are: %(known)s."
    ),
    "too_large": _("The request is larger than %(limit)s bytes."),
    "too_many_events": _(
        "More than %(limit)s events came at once. Send them in parts."
    ),
    "unauthorized": _(
        "No or wrong credentials. Send the connection's token as"
        " 'Authorization: Bearer TOKEN', as Basic password, or as parameter 'token'."
    ),
    "wrong_scheme": _(
        "The credentials came neither as Bearer nor as Basic. Send the connection's"
        " token as 'Authorization: Bearer TOKEN', as Basic password, or as parameter"
        " 'token'."
    ),
    "wrong_signature": _(
        "The message is not signed with a secret of this connection, or too long ago."
        " Compare the secret, the public address and the clocks."
    ),
    "unknown_adapter": _("There is no adapter %(adapter)s. Known are: %(known)s."),
    "no_mapping": _(
        "This connection has no mapping yet. What came is in its journal: press"
        " 'Map requests' on the connection and say which field is what."
    ),
    "address_forbidden": _(
        "The address %(address)s is not allowed for this connection."
        " Add it to the connection's allowed networks."
    ),
    "neutralised": _(
        "This database is a neutralised copy: it takes nothing from exchanges."
    ),
    "proxy_untold": _(
        "The request came through a proxy that Odoo was not told of, so its address"
        " proves nothing. Start Odoo with proxy_mode, or send a token."
    ),
    "from_browser": _(
        "A web page sent this. A connection without a token takes it from the exchange"
        " itself only: require the token, and send it."
    ),
    "host_forbidden": _(
        "This server is not called %(host)s. Send to the address in web.base.url, name"
        " it in the system parameter callcenter.hosts, or send a token."
    ),
    "method_not_allowed": _(
        "The method %(method)s is not allowed here, use %(allowed)s."
    ),
    "get_not_accepted": _(
        "This connection does not accept GET. Send POST,"
        " or switch on 'Accept GET' on the connection."
    ),
    "unknown_endpoint": _("There is no endpoint %(endpoint)s. Known are: %(known)s."),
    "unknown_call": _(
        "No call with the callid %(callid)s is known, and no call data came with it."
    ),
    "callid_used_again": _(
        "The callid %(callid)s has been used for another call since, and the time of"
        " this entry does not tell which one it is of. Nothing was changed."
    ),
    "lookup_disabled": _(
        "Lookups are switched off for this connection. Switch on 'Answer lookups'."
    ),
    "too_many_lookups": _(
        "More than %(limit)s lookups a minute. Wait %(seconds)s seconds."
    ),
    "no_audio": _(
        "No audio came. Send the recording as the body of the request,"
        " or as a file of a multipart form."
    ),
    "not_audio": _("What came is no audio: its type is '%(type)s'."),
    "try_again": _("The server could not take the event right now. Send it again."),
    "no_database": _(
        "No database can be reached right now. Send the event again. Where this server"
        " has several databases, name one in the header X-Odoo-Database."
    ),
    "not_installed": _(
        "The database of this address does not have the app Call Center. Install it"
        " there, or name another database in the header X-Odoo-Database."
    ),
    # warnings: what is good was applied
    "unmapped_extension": _("Extension %(extension)s is not mapped to a user."),
    "bad_date": _("%(name)s '%(value)s' was not understood, server time is used."),
    "ambiguous_date": _(
        "%(name)s '%(value)s' can be read with the day or with the month first, server"
        " time is used. Say on the connection which it is, or send YYYY-MM-DD HH:MM:SS."
    ),
    "at_untrusted": _(
        "at is believed from connections with a token only, server time is used."
    ),
    "at_ahead": _(
        "at lies %(seconds)s seconds ahead of the server's time, which is used. Set the"
        " exchange's clock, or send an offset with the time."
    ),
    "at_too_old": _(
        "at lies %(days)s days back, server time is used. Calls that are over %(limit)s"
        " days old are taken by import only."
    ),
    "at_differs": _(
        "The exchange's clock is %(seconds)s seconds behind the server's. Set it by NTP."
    ),
    "at_naive_differs": _(
        "at carries no offset and lies %(minutes)s minutes before its arrival. Send it"
        " as epoch seconds or with an offset, or check the connection's time zone."
    ),
    "bad_variable": _(
        "%(name)s is no name for a value: var_ and up to 30 of a-z, 0-9 and _ are."
    ),
    "too_many_variables": _(
        "More than %(limit)s values came with var_ in their name; the others are left"
        " out."
    ),
    "clock_differs": _(
        "calldate differs from the server's time by %(minutes)s minutes,"
        " server time is used."
    ),
    "bad_seconds": _(
        "%(name)s '%(value)s' was not understood as a time and is left out."
    ),
    "bad_text": _(
        "%(name)s holds characters that cannot be stored; they are left out."
    ),
    "too_long": _("%(name)s is longer than %(limit)s characters and was cut."),
    "not_a_value": _("%(name)s is not a plain value and is left out."),
    "told_twice": _(
        "%(name)s came more than once, with different values; the last one is taken."
    ),
    "unknown_status": _("The status '%(value)s' is not known; it is kept as sent."),
    "unknown_event": _("The event '%(value)s' is not known; taken as RING."),
    "end_for_one_leg": _(
        "This end names extension %(extension)s while the call goes on at another."
        " Where the exchange sends one end for each extension, switch on"
        " 'One end per extension' on the connection."
    ),
    "answer_after_end": _(
        "Extension %(extension)s answers after an end at another extension ended its"
        " ring. Where the exchange sends one end for each extension, switch on"
        " 'One end per extension' on the connection."
    ),
    "answered_by_nobody_known": _(
        "The call was answered, but several extensions rang and none was named."
    ),
    "unknown_leg": _(
        "Extension %(extension)s had no part in this call;"
        " the recording is kept with the call as a whole."
    ),
    "recording_deleted": _(
        "This recording was deleted in Odoo, and is not taken again."
    ),
    "lookups_refused": _(
        "%(count)s more lookups were refused before this one, and have no entry of"
        " their own."
    ),
    "answer_without_leg": _("The answer names no extension and none is ringing alone."),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a code of SENTENCES, its values, the field at fault."""

    code: str
    values: dict = field(default_factory=dict)
    name: str = ""

    def __str__(self):
        return SENTENCES[self.code] % self.values


class WireError(Exception):
    """A request that cannot be taken.

    :param code: a code of SENTENCES
    :param status: the HTTP status that answers it
    :param name: the parameter at fault, if one is
    :param values: what the sentence names

    Its ``message`` is the Message that could be read all the same, or None.
    """

    message = None

    def __init__(self, code, status=400, name="", **values):
        self.problem = Problem(code, values, name)
        self.status = status
        super().__init__(str(self.problem))


class ReplayError(WireError):
    """An entry of the journal that cannot be replayed; there is nobody to answer."""


def error_data(error):
    """Return what answers a WireError, as docs/openapi.yaml describes it."""
    problem = error.problem
    data = {"status": "error", "code": problem.code, "message": str(problem)}
    return {**data, "field": problem.name} if problem.name else data
