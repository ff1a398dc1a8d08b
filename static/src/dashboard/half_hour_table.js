import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

/**
 * @param {string} period what is compared with: "yesterday"
 * @returns {string}
 */
export function offeredBefore(period) {
    return _t("Offered, %s", period);
}

/** One row a half hour of the day; a click on offered calls opens them. */
export class HalfHourTable extends Component {
    static template = "callcenter.HalfHourTable";
    static props = {
        slots: Array,
        compared: Array,
        onOpen: {type: Function, optional: true},
    };

    offeredBefore = offeredBefore;
}
