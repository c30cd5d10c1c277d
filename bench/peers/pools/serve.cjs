// The side of the worker: what fork() and workerpool want to be told. The other pools call what a file exports.
exports.serve = (call) => {
  const served = process.env.BENCH_SERVE;
  if (served === "fork") process.on("message", (message) => process.send(call(message)));
  else if (served !== undefined) require(served).worker({ call });
};
