import {useService} from "@web/core/utils/hooks";
import {patch} from "@web/core/utils/patch";
import {PhoneField} from "@web/views/fields/phone/phone_field";

/** A number of Odoo's own is a button that dials it, for who has a telephone. */
patch(PhoneField.prototype, {
    setup() {
        super.setup();
        this.dialer = useService("callcenter_dialer");
    },

    get canDial() {
        return this.dialer.canDial;
    },

    onDial(ev) {
        if (!this.canDial || ev.ctrlKey || ev.metaKey) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        this.dialer.dial(this.props.record.data[this.props.name]);
    },
});
