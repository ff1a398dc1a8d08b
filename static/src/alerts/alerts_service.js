import {reactive} from "@odoo/owl";

import {registry} from "@web/core/registry";
import {effect} from "@web/core/utils/reactive";
import {session} from "@web/session";

import {CustomerOpener} from "./customer_opener";
import {DesktopNotifier} from "./desktop_notifier";
import {Ringer} from "./ringer";

/**
 * What draws attention to a call besides its card: sound, the desktop, the customer's
 * page. Each obeys the user's preferences, and none can break the card.
 */
export const alertsService = {
    dependencies: ["action", "callcenter", "multi_tab"],

    start(env, {action, callcenter, multi_tab: multiTab}) {
        const {preferences, memory, entries} = callcenter;
        const state = reactive({isRingingBlocked: false, isNotificationOffered: false});
        const ringer = new Ringer({
            preferences,
            isMainTab: () => multiTab.isOnMainTab(),
            onBlocked: (isBlocked) => (state.isRingingBlocked = isBlocked),
        });
        const isAgent = Boolean(session.callcenter?.has_extension);
        const notifier = isAgent ? new DesktopNotifier(preferences) : null;
        const opener = new CustomerOpener({preferences, memory, action});

        effect(
            (live) => {
                const cards = cardsOf(live);
                const ringing = cards.filter(isRingingHere);
                ringer.set(ringing.length > 0);
                notifier?.set(ringing);
                opener.set(cards);
                state.isNotificationOffered = Boolean(notifier?.isToBeOffered);
            },
            [entries]
        );

        return {
            state,

            /** @param {boolean} isWanted */
            async answerNotificationOffer(isWanted) {
                state.isNotificationOffered = false;
                await notifier.answerOffer(isWanted);
            },
        };
    },
};

function cardsOf(entries) {
    return Object.values(entries)
        .filter((entry) => !entry.isDismissed)
        .map((entry) => entry.card);
}

function isRingingHere({direction, state}) {
    return direction !== "outgoing" && state === "ringing";
}

registry.category("services").add("callcenter_alerts", alertsService);
