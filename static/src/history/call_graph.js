import {cookie} from "@web/core/browser/cookie";
import {getCustomColor} from "@web/core/colors/colors";
import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {graphView} from "@web/views/graph/graph_view";
import {registry} from "@web/core/registry";

// [light, dark] by direction: red is kept for what went wrong
const COLORS = {
    incoming: ["#0180a5", "#3fb3d6"],
    outgoing: ["#714b67", "#b58aa9"],
    internal: ["#8f8f8f", "#a0a0a0"],
};

/** Bars of incoming, outgoing and internal calls, each in a colour of its own. */
export class CallGraphRenderer extends GraphRenderer {
    getBarChartData() {
        const data = super.getBarChartData();
        const directions = this.model.metaData.fields.direction?.selection || [];
        for (const dataset of data.datasets) {
            const named = directions.find(([, label]) => label === dataset.label);
            const colors = named && COLORS[named[0]];
            if (colors) {
                dataset.backgroundColor = getCustomColor(
                    cookie.get("color_scheme"),
                    ...colors
                );
            }
        }
        return data;
    }
}

registry.category("views").add("callcenter_graph", {
    ...graphView,
    Renderer: CallGraphRenderer,
});
