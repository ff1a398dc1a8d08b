import {useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/**
 * For what the agent asks of the server: one thing at a time, and told where it failed.
 *
 * @returns {{isBusy: boolean, run: (action: () => Promise) => Promise<boolean>}} `run`
 *     tells whether it was done
 */
export function useAttempt() {
    const notification = useService("notification");
    function tellFailure(error) {
        const reason = error.data?.message ?? _t("The server did not answer.");
        notification.add(reason, {type: "danger", title: _t("Not saved")});
        return false;
    }
    const attempt = useState({
        isBusy: false,
        run(action) {
            if (attempt.isBusy) {
                return Promise.resolve(false);
            }
            attempt.isBusy = true;
            return action()
                .then(() => true, tellFailure)
                .finally(() => (attempt.isBusy = false));
        },
    });
    return attempt;
}
