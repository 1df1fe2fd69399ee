// Loaded by Node before jsii's own code (see aws.py). It points two modules elsewhere, which changes how fast
// they load and not what they do; a package that looks different is left alone.
"use strict";
const fs = require("fs");
const Module = require("module");
const path = require("path");
const { Writable } = require("stream");

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, isMain, options) {
  const file = resolveFilename.call(this, request, parent, isMain, options);
  if (file.endsWith(path.join("@cdktf", "provider-aws", "lib", "index.js"))) {
    return lazyProvider(file) ?? file;
  }
  if (isMain && file.endsWith(path.join("bin", "jsii-runtime.js"))) {
    return singleProcess(file) ?? file;
  }
  return file;
};

// index.js requires the modules of all 2,200 resources; lazy-index.js exports the same, each on first use.
function lazyProvider(index) {
  const lazy = path.join(path.dirname(index), "lazy-index.js");
  return fs.existsSync(lazy) ? lazy : undefined;
}

// jsii-runtime.js only relays between Python and a second Node process, in which program.js runs and speaks over
// file descriptor 3. Running program.js here, over standard input and output, halves the time of every call.
function singleProcess(runtime) {
  const program = path.join(path.dirname(runtime), "..", "lib", "program.js");
  if (!fs.existsSync(program) || !fs.readFileSync(program, "utf8").includes("readFD:3,writeFD:3")) {
    return undefined;
  }
  const { readSync, writeSync } = fs;
  fs.readSync = (fd, ...rest) => readSync(fd === 3 ? 0 : fd, ...rest);
  fs.writeSync = (fd, ...rest) => writeSync(fd === 3 ? 1 : fd, ...rest);
  // What the relay does with the program's own output: base64 in JSON, on standard error.
  for (const name of ["stdout", "stderr"]) {
    const write = (chunk, _encoding, done) => {
      writeSync(2, `${JSON.stringify({ [name]: chunk.toString("base64") })}\n`);
      done();
    };
    Object.defineProperty(process, name, { value: new Writable({ write }) });
  }
  // Python removes its temporary copy of this program, unless it is killed; Node lives on until its input ends.
  if (!process.env.JSII_RUNTIME) {
    process.on("exit", () => fs.rmSync(path.join(path.dirname(runtime), ".."), { recursive: true, force: true }));
  }
  // The relay's own flag for the program: packages in the cache are linked, not copied.
  process.execArgv.push("--preserve-symlinks");
  return program;
}
