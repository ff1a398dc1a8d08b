// What OCA's template asks of JavaScript, for the modules of Odoo 19: they are ES modules
// and take owl, Odoo's libraries and the test helpers by import. Warnings count as errors.
const globals = require("globals");
const js = require("@eslint/js");
const jsdoc = require("eslint-plugin-jsdoc");

const likelyBugs = {
    "array-callback-return": "error",
    "consistent-return": "error",
    "default-case-last": "error",
    eqeqeq: "error",
    "no-alert": "error",
    "no-caller": "error",
    "no-console": ["error", {allow: ["warn", "error"]}],
    "no-constructor-return": "error",
    "no-duplicate-imports": "error",
    "no-eval": "error",
    "no-extend-native": "error",
    "no-implicit-globals": "error",
    "no-implied-eval": "error",
    "no-new-func": "error",
    "no-new-wrappers": "error",
    "no-param-reassign": "error",
    "no-promise-executor-return": "error",
    "no-return-assign": "error",
    "no-script-url": "error",
    "no-self-compare": "error",
    "no-sequences": "error",
    "no-shadow": "error",
    "no-template-curly-in-string": "error",
    "no-throw-literal": "error",
    "no-unmodified-loop-condition": "error",
    "no-unused-expressions": "error",
    "no-unused-vars": ["error", {args: "after-used", caughtErrors: "none"}],
    "no-use-before-define": ["error", {functions: false}],
    radix: "error",
    "require-atomic-updates": "error",
};

const readability = {
    complexity: ["error", 10],
    "default-param-last": "error",
    "dot-notation": "error",
    "max-depth": ["error", 3],
    "max-nested-callbacks": ["error", 4],
    "no-array-constructor": "error",
    "no-else-return": "error",
    "no-implicit-coercion": ["error", {allow: ["!!"]}],
    "no-lonely-if": "error",
    "no-multi-str": "error",
    "no-object-constructor": "error",
    "no-undef-init": "error",
    "no-unneeded-ternary": "error",
    "no-useless-call": "error",
    "no-useless-computed-key": "error",
    "no-useless-concat": "error",
    "no-useless-constructor": "error",
    "no-useless-rename": "error",
    "no-useless-return": "error",
    "no-var": "error",
    "object-shorthand": "error",
    "operator-assignment": "error",
    "prefer-const": "error",
    "prefer-object-spread": "error",
    "prefer-rest-params": "error",
    "prefer-spread": "error",
    "prefer-template": "error",
    "spaced-comment": "error",
    yoda: "error",
};

const documentation = {
    "jsdoc/check-alignment": "error",
    "jsdoc/check-param-names": "error",
    "jsdoc/check-tag-names": "error",
    "jsdoc/check-types": "error",
    "jsdoc/empty-tags": "error",
    "jsdoc/require-jsdoc": ["error", {publicOnly: true}],
    "jsdoc/valid-types": "error",
};

module.exports = [
    {ignores: ["static/lib/", "static/src/lib/", ".dev/", "node_modules/"]},
    js.configs.recommended,
    {
        files: ["static/**/*.js", "benchmarks/addons/*/static/**/*.js"],
        plugins: {jsdoc},
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, luxon: "readonly", odoo: "readonly"},
        },
        rules: {...likelyBugs, ...readability, ...documentation},
    },
    {
        // a suite is one function around all its tests, and a tour one around its steps
        files: ["static/tests/**/*.js"],
        rules: {"jsdoc/require-jsdoc": "off", "max-nested-callbacks": "off"},
    },
    {
        // the settings of the tools themselves
        files: ["*.cjs"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "commonjs",
            globals: globals.node,
        },
        rules: {...likelyBugs, ...readability},
    },
];
