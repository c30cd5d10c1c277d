// The worker of the peers of Node in the workload `data`: gives back what it gets.
module.exports = (value) => value;

if (process.argv.includes("fork")) process.on("message", (message) => process.send(message));
else if (process.argv[1] === __filename && process.env["WORKERPOOL"] !== undefined)
  require(process.env["WORKERPOOL"]).worker({ echo: module.exports });
