import {_t} from "@web/core/l10n/translation";

/**
 * @param {string} status of `callcenter.agent.status`
 * @returns {string} how an agent is, "" for anything else
 */
export function statusText(status) {
    const texts = {
        available: _t("Available"),
        paused: _t("Paused"),
        wrap_up: _t("Wrap-up"),
        offline: _t("Offline"),
    };
    return texts[status] ?? "";
}
