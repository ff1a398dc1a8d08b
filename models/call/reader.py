"""How a call and its customer are told to one user: with their rights, in their words."""

from odoo.exceptions import AccessError


def get_reader_env(env, user):
    """Return the environment of ``user`` with all of their companies."""
    # cached for each user, where user.lang would read their partner
    context = user.with_user(user).context_get()
    return env(user=user.id, su=False, context=context)


def describe_customer(partner):
    """Return a contact in the words of a card: ``{"id", "name", "company"}``."""
    company = partner.commercial_company_name
    return {
        "id": partner.id,
        "name": partner.name or partner.display_name,
        "company": company if company != partner.name else False,
    }


def has_own_legs(calls):
    """Tell whether each of these calls rang at the user, or was placed by them."""
    # sudo: only tells whether legs are the user's own
    return all(calls.env.user in call.leg_ids.user_id for call in calls.sudo())


def as_read_by_agent(call):
    """Return a call as the current user, all of their companies switched on.

    :raise AccessError: where they have no leg of it
    """
    call.ensure_one()
    if not has_own_legs(call):
        raise AccessError(call.env._("This call did not ring at your extensions."))
    env = get_reader_env(call.env, call.env.user)
    # sudo: how the connection reads times is no secret
    tz = env.context.get("tz") or call.sudo().pbx_id._get_settings().tz
    return call.with_env(env).with_context(tz=tz)
