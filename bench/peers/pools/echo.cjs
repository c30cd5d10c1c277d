// The worker of the workload `data`: gives back what it gets.
const { serve } = require("./serve.cjs");

module.exports = (value) => value;
serve(module.exports);
