{
    "name": "Call Center: dark colours to look at it in",
    "version": "19.0.1.0.0",
    "author": "callcenter contributors",
    "license": "LGPL-3",
    "depends": ["web"],
    "installable": True,
    "assets": {
        "web.assets_web_dark": [
            (
                "before",
                "web/static/src/scss/primary_variables.scss",
                "callcenter_dark/static/src/primary_variables.dark.scss",
            ),
        ],
    },
}
