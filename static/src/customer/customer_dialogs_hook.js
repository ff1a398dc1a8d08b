import {useService} from "@web/core/utils/hooks";

import {CreateCustomer} from "./create_customer";
import {CreateLead} from "./create_lead";
import {LinkCustomer} from "./link_customer";

/** The dialogs beside a card, which keep it on screen while they are open. */
export function useCustomerDialogs() {
    const dialog = useService("dialog");
    const callcenter = useService("callcenter");

    function open(Dialog, card, props = {}) {
        callcenter.hold(card.id);
        const onClose = () => callcenter.release(card.id);
        dialog.add(Dialog, {card, ...props}, {onClose});
    }
    const create = (card, name = "") => open(CreateCustomer, card, {name});
    return {
        create,
        createLead: (card) => open(CreateLead, card),
        link: (card) =>
            open(LinkCustomer, card, {onCreate: (name) => create(card, name)}),
    };
}
