import {onWillUnmount, useEffect, useState} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {ConnectionLostError} from "@web/core/network/rpc";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";

/** Milliseconds before the details are asked again when the server was not reached. */
const RETRY_DELAY = 5000;

/**
 * What the card shows beside the call. The card does not wait for it; it is asked
 * once, and again when the call turns out to be another customer's.
 *
 * @param {() => import("@callcenter/calls/call_entry").Card} getCard
 * @returns {{details: {outcomes: object[], sections: object}, reload: () => void}}
 */
export function useCardDetails(getCard) {
    const callcenter = useService("callcenter");
    const details = useState({outcomes: [], sections: {}});
    const keepLast = new KeepLast();
    let reloadTimer;

    async function reload() {
        browser.clearTimeout(reloadTimer);
        try {
            const answer = callcenter.fetchDetails(getCard().id);
            Object.assign(details, await keepLast.add(answer));
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                reloadIn(RETRY_DELAY);
                return;
            }
            console.warn("Call Center: the details of a call are missing.", error);
        }
    }

    function reloadIn(delay) {
        browser.clearTimeout(reloadTimer);
        reloadTimer = browser.setTimeout(reload, delay);
    }

    useEffect(
        () => {
            // Not before the card is on screen.
            reloadIn(0);
        },
        () => [getCard().id, getCard().customer?.id]
    );
    onWillUnmount(() => browser.clearTimeout(reloadTimer));
    return {details, reload};
}
