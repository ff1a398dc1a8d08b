// The settings of OCA's template. Markdown is left as its author broke the lines.

/** @type {import("prettier").Config} */
module.exports = {
    plugins: [require.resolve("@prettier/plugin-xml")],
    bracketSpacing: false,
    printWidth: 88,
    semi: true,
    trailingComma: "es5",
    // QWeb keeps white space between words and tags, so the formatter must too
    xmlWhitespaceSensitivity: "preserve",
};
