import {AlertOffers} from "@callcenter/alerts/alert_offers";
import {visibleEntries} from "@callcenter/calls/call_store";

import {
    Component,
    onWillRender,
    useComponent,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

import {CallCard} from "./call_card";
import {announcementText} from "./call_texts";

/** The stack of cards, on every page of the web client; empty without a call. */
export class CallCards extends Component {
    static template = "callcenter.CallCards";
    static components = {AlertOffers, CallCard};
    static props = {};

    setup() {
        this.entries = useState(useService("callcenter").entries);
        this.state = useState({announcement: ""});
        this.announced = new Map();
        this.stack = useRef("stack");
        useDrawnAtOnce();
        useEffect(
            () => this._announceNews(),
            () => [this._announcements().join()]
        );
        useEffect(
            (stack) => stack && publishHeight(stack),
            () => [this.stack.el]
        );
        useEffect(
            (stack) => stack && keepNewestInSight(stack),
            () => [this.stack.el, this.visible.at(-1)?.order]
        );
    }

    get visible() {
        return visibleEntries(this.entries);
    }

    _announcements() {
        return this.visible.map(({card}) => announcementText(card));
    }

    /** Say what has changed since last time, and only that. */
    _announceNews() {
        const before = this.announced;
        this.announced = new Map(
            this.visible.map(({card}) => [card.id, announcementText(card)])
        );
        const news = [...this.announced].filter(
            ([id, text]) => before.get(id) !== text
        );
        if (news.length) {
            this.state.announcement = news.map(([, text]) => text).join(". ");
        }
    }
}

/**
 * Draw what is rendered at once. Owl waits for the browser's next frame, which is up to
 * 17 ms away, and never comes in a tab that is hidden.
 */
function useDrawnAtOnce() {
    const {scheduler} = useComponent().__owl__.app;
    onWillRender(() => {
        // By then the cards have rendered, too.
        browser.setTimeout(() => scheduler.processTasks());
    });
}

/**
 * Show all of the newest card, also when its details have come.
 *
 * @param {HTMLElement} stack
 * @returns {() => void} stops it
 */
function keepNewestInSight(stack) {
    const newest = [...stack.querySelectorAll(".o_callcenter_popup")].at(-1);
    const observer = new ResizeObserver(() => showNewest(stack));
    observer.observe(newest);
    return () => observer.disconnect();
}

/**
 * Scroll a stack that is higher than the screen to its newest card, unless the agent
 * is using another one.
 *
 * @param {HTMLElement} stack
 */
function showNewest(stack) {
    if (!stack.contains(document.activeElement)) {
        // The stack grows upwards, so its scroll positions are negative.
        stack.scrollTop = -stack.scrollHeight;
    }
}

/**
 * Tell the style sheet how high the stack is, so that on narrow screens the page
 * and its dialogs leave that room (see call_cards.scss).
 *
 * @param {HTMLElement} stack
 * @returns {() => void} stops it
 */
function publishHeight(stack) {
    const {style} = document.documentElement;
    const observer = new ResizeObserver(() => {
        style.setProperty("--callcenter-stack-height", `${stack.offsetHeight}px`);
    });
    observer.observe(stack);
    return () => {
        observer.disconnect();
        style.removeProperty("--callcenter-stack-height");
    };
}

registry
    .category("main_components")
    .add("callcenter.CallCards", {Component: CallCards});
