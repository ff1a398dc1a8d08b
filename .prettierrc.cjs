// The settings of OCA's template, except that prose keeps its own line breaks: a
// reworded sentence should not rewrap, and so change, the whole paragraph.

/** @type {import("prettier").Config} */
module.exports = {
    plugins: [require.resolve("@prettier/plugin-xml")],
    bracketSpacing: false,
    printWidth: 88,
    proseWrap: "preserve",
    semi: true,
    trailingComma: "es5",
    // QWeb keeps white space between words and tags, so the formatter must too
    xmlWhitespaceSensitivity: "preserve",
};
