const WIDTH = 100;
const HEIGHT = 24;
const MARGIN = 2;

/**
 * Draw values as lines, from left to right; where one is unknown the line is cut.
 *
 * @param {(number|null)[]} values
 * @returns {string[]} the points of each line, as SVG has them
 */
export function sparkline(values) {
    const known = values.filter((value) => typeof value === "number");
    const lowest = Math.min(...known);
    const range = Math.max(...known) - lowest || 1;
    const step = WIDTH / Math.max(values.length - 1, 1);
    const lines = [[]];
    values.forEach((value, index) => {
        if (typeof value !== "number") {
            lines.push([]);
            return;
        }
        const height = ((value - lowest) / range) * (HEIGHT - 2 * MARGIN);
        const x = (index * step).toFixed(1);
        lines.at(-1).push(`${x},${(HEIGHT - MARGIN - height).toFixed(1)}`);
    });
    // A day alone would not be seen: it is drawn as a dash.
    return lines
        .filter((points) => points.length)
        .map((points) => (points.length > 1 ? points : dash(points[0])).join(" "));
}

function dash(point) {
    const [x, y] = point.split(",");
    return [`${Math.max(x - 1, 0)},${y}`, `${Math.min(Number(x) + 1, WIDTH)},${y}`];
}
