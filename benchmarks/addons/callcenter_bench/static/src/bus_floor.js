import {registry} from "@web/core/registry";

/** The least that a bus message can do on screen: one element for each. */
registry.category("services").add("callcenter_bench", {
    dependencies: ["bus_service"],
    start(env, {bus_service: bus}) {
        bus.subscribe("callcenter_bench/message", ({callid}) => {
            const element = document.createElement("div");
            element.className = "o_callcenter_bench";
            element.dataset.callid = callid;
            document.body.append(element);
        });
    },
});
