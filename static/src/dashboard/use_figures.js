import {onWillStart, useState} from "@odoo/owl";

import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

/**
 * The figures of a period, which stays chosen when one comes back from the calls.
 *
 * @param {object} options what is asked for at first
 * @param {object} [state] the action's local state, where one comes back
 * @returns {{state: {options: object, answer: object}, change: Function, open: Function}}
 */
export function useFigures(options, state) {
    const orm = useService("orm");
    const action = useService("action");
    const latest = new KeepLast();
    const figures = useState({options: state?.options ?? options, answer: null});
    useSetupAction({getLocalState: () => ({options: {...figures.options}})});

    let wanted = {...figures.options};

    /** What was asked for in vain is not asked for again. */
    function forgetWanted() {
        wanted = {...figures.options};
    }

    /**
     * Ask for other options, and for those that no answer has come for yet; a slow
     * answer never replaces a later one.
     */
    async function change(changes) {
        const asked = {...wanted, ...changes};
        wanted = asked;
        try {
            const call = orm.call("callcenter.figures", "get_figures", [asked]);
            const answer = await latest.add(call);
            Object.assign(figures, {answer, options: asked});
        } catch (error) {
            forgetWanted();
            throw error;
        }
    }

    /** Open the calls behind a number. */
    async function open(figure, where = {}) {
        const asked = [figures.options, figure];
        action.doAction(
            await orm.call("callcenter.figures", "open_calls", asked, where)
        );
    }

    onWillStart(() => change({}));
    return {state: figures, change, open};
}
