import {AlertOffers} from "@callcenter/alerts/alert_offers";
import {visibleEntries} from "@callcenter/calls/call_entry";

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

// Of a card's area: less of it shows neither who calls nor its buttons.
const MIN_IN_SIGHT = 0.4;

/** The stack of cards, on every page of the web client; empty without a call. */
export class CallCards extends Component {
    static template = "callcenter.CallCards";
    static components = {AlertOffers, CallCard};
    static props = {};

    setup() {
        this.entries = useState(useService("callcenter").entries);
        this.state = useState({announcement: "", isNewestInSight: true});
        this.announced = new Map();
        /** The cards as they were last drawn, by their `order`. */
        this.drawn = [];
        this.stack = useRef("stack");
        useDrawnAtOnce();
        useEffect(() => {
            this.drawn = this.visible.map(({order}) => order);
        });
        useEffect(
            () => this._announceNews(),
            () => [this._announcements().join()]
        );
        useEffect(
            (stack) => stack && publishHeight(stack),
            () => [this.stack.el]
        );
        const watchNewest = (stack) => this._watchNewest(stack);
        for (const watch of [keepNewestInSight, watchNewest]) {
            useEffect(
                (stack) => stack && watch(stack),
                () => [this.stack.el, this.visible.at(-1)?.order]
            );
        }
    }

    /** From the lowest card to the top one: the most urgent is the last. */
    get visible() {
        const entries = visibleEntries(this.entries);
        return this._isInUse() ? keepPlaces(entries, this.drawn) : entries;
    }

    _isInUse() {
        return Boolean(this.stack.el?.contains(document.activeElement));
    }

    onFocusOut({relatedTarget}) {
        if (!this.stack.el?.contains(relatedTarget)) {
            this.render();
        }
    }

    /** The newest call where it rings above what is in sight, else nothing. */
    get hiddenRing() {
        const card = this.visible.at(-1).card;
        const isHidden = !this.state.isNewestInSight && card.state === "ringing";
        return isHidden && announcementText(card);
    }

    showNewest() {
        scrollToNewest(this.stack.el);
    }

    /** Keep whether the newest card is in sight; returns what stops it. */
    _watchNewest(stack) {
        const observer = new IntersectionObserver(
            ([seen]) => {
                this.state.isNewestInSight = seen.intersectionRatio >= MIN_IN_SIGHT;
            },
            {root: stack, threshold: MIN_IN_SIGHT}
        );
        observer.observe(newestCard(stack));
        return () => {
            observer.disconnect();
            this.state.isNewestInSight = true;
        };
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
 * While the agent uses a card, none changes its place under their hands; new ones come
 * on top.
 *
 * @param {import("@callcenter/calls/call_entry").CallEntry[]} entries in their order
 * @param {number[]} drawn the `order` of those that are on screen, from below
 */
function keepPlaces(entries, drawn) {
    const place = ({order}) => {
        const index = drawn.indexOf(order);
        return index < 0 ? drawn.length : index;
    };
    return entries.sort((a, b) => place(a) - place(b));
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
    const observer = new ResizeObserver(() => showNewest(stack));
    observer.observe(newestCard(stack));
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
        scrollToNewest(stack);
    }
}

function scrollToNewest(stack) {
    // The stack grows upwards, so its scroll positions are negative.
    stack.scrollTop = -stack.scrollHeight;
}

function newestCard(stack) {
    return [...stack.querySelectorAll(".o_callcenter_popup")].at(-1);
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
