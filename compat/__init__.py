"""Each private or unstable API of Odoo that is used, behind a door that says why."""
