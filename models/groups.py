"""The groups of this addon, by their external ids."""

AGENT = "callcenter.group_callcenter_agent"
SUPERVISOR = "callcenter.group_callcenter_supervisor"
MANAGER = "callcenter.group_callcenter_manager"
PBX_ADMIN = "callcenter.group_callcenter_pbx_admin"
