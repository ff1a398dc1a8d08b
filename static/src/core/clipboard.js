import {browser} from "@web/core/browser/browser";

/**
 * Put a text on the clipboard.
 *
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there now
 */
export async function copyText(text) {
    try {
        await browser.navigator.clipboard.writeText(text);
        return true;
    } catch {
        // Browsers have no clipboard for pages served without TLS, as many
        // installations in an office are; the old way still works there.
        return copyBySelection(text);
    }
}

/** Copy by selecting a throw-away field; gives the focus back afterwards. */
function copyBySelection(text) {
    const focused = document.activeElement;
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.classList.add("position-fixed", "opacity-0");
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    focused?.focus({preventScroll: true});
    return copied;
}
