import {Component, useState} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

/** The wrap-up codes of a call; the first nine have the keys 1 to 9 in the card. */
export class OutcomeButtons extends Component {
    static template = "callcenter.OutcomeButtons";
    static props = {callId: Number, outcomes: Array, choose: Function};

    setup() {
        this.drafts = useState(useService("callcenter").outcomeDrafts);
    }

    get chosenId() {
        return this.drafts[this.props.callId]?.text;
    }
}

/**
 * @param {KeyboardEvent} ev
 * @returns {number} from 0 on, -1 where the key is not one of a wrap-up code, is
 *  held down or is meant for a field
 */
export function outcomeIndex(ev) {
    const isText = ev.target.closest("input, textarea, select, [contenteditable]");
    const isPlain = !ev.ctrlKey && !ev.altKey && !ev.metaKey && !ev.isComposing;
    return isPlain && !ev.repeat && !isText && /^[1-9]$/.test(ev.key)
        ? Number(ev.key) - 1
        : -1;
}
