# ruff: noqa: F821 - `env` is what `odoo shell` gives
"""The people of `./dev bench history`, run inside Odoo: twenty agents, half of them below
the demo data's supervisor, by their employees or by hand, and one without any calls.
"""

from odoo import Command

AGENTS = 20
GROUPS = ("base.group_user", "callcenter.group_callcenter_agent")

pbx = env["callcenter.pbx"].search([], limit=1)
boss = env["res.users"].search([("login", "=", "thu")])
*agents, _newcomer = (
    env["res.users"]
    .with_context(no_reset_password=True)
    .create(
        [
            {
                "login": login,
                "name": login,
                "group_ids": [Command.set([env.ref(group).id for group in GROUPS])],
            }
            for login in [*(f"bench{n + 1}" for n in range(AGENTS)), "bench-newcomer"]
        ]
    )
)
extensions = env["callcenter.extension"].create(
    [{"number": user.login, "pbx_id": pbx.id, "user_id": user.id} for user in agents]
)
env["hr.employee"].create(
    [
        {"name": user.login, "user_id": user.id, "parent_id": boss.employee_ids.id}
        for user in agents[:5]
    ]
)
extensions[5:10].supervisor_ids = boss
other = env["res.company"].create({"name": "bench"})
env["res.users"].search([("login", "=", "dung")]).company_ids += other
env.cr.commit()
print("RESULT null")
