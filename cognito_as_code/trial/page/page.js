"use strict";

const at = (id) => document.getElementById(id);
let facts = {};
let tokens = null;
let session = "";

const LABELS = {
  NEW_PASSWORD_REQUIRED: "New password",
  MFA_SETUP: "Code of the authenticator app",
  SOFTWARE_TOKEN_MFA: "Code of the authenticator app",
};

function show(step) {
  at("password-form").hidden = step !== "password";
  at("answer-form").hidden = !(step in LABELS);
  at("set-up").hidden = step !== "MFA_SETUP";
  at("signed-in").hidden = step !== "tokens";
  at("tokens").hidden = at("api").hidden = step !== "tokens";
  for (const each of at("steps").children) each.classList.toggle("now", each.dataset.step === step);
}

function policyInWords(policy) {
  const classes = ["lowercase", "uppercase", "numbers", "symbols"].filter((each) => policy[`require_${each}`]);
  return `At least ${policy.minimum_length} characters${classes.length ? `, with ${classes.join(", ")}` : ""}.`;
}

async function post(path, body) {
  at("error").textContent = "";
  let answer;
  try {
    const response = await fetch(path, { method: "POST", body: JSON.stringify(body) });
    answer = await response.json();
  } catch {
    answer = { error: "cognito try has ended" };
  }
  if (answer.error) at("error").textContent = answer.error;
  else follow(answer);
}

function follow(answer) {
  session = answer.session;
  if (answer.challenge) {
    at("answer").value = "";
    at("answer").type = answer.challenge === "NEW_PASSWORD_REQUIRED" ? "password" : "text";
    at("answer-label").textContent = LABELS[answer.challenge];
    at("answer-hint").textContent = answer.challenge === "NEW_PASSWORD_REQUIRED" ? policyInWords(facts.policy) : "";
    if (answer.secret) {
      at("secret").textContent = answer.secret;
      at("qr").src = answer.picture;
    }
    show(answer.challenge);
    at("answer").focus();
    return;
  }
  tokens = answer;
  at("calls").replaceChildren();
  at("set-up-button").hidden = !answer.can_set_up;
  list("access-claims", claims(answer.access_token));
  list("id-claims", claims(answer.id_token));
  show("tokens");
}

function claims(token) {
  const text = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
  const decoded = JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (each) => each.charCodeAt(0))));
  return Object.entries(decoded).map(([name, value]) => {
    const time = ["exp", "iat", "auth_time"].includes(name) ? ` (${new Date(value * 1000).toLocaleTimeString()})` : "";
    return [name, (typeof value === "string" ? value : JSON.stringify(value)) + time];
  });
}

function list(id, entries) {
  at(id).replaceChildren(...entries.flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
}

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

function changed(token) {
  const [header, payload, signature] = token.split(".");
  return [header, payload, (signature[0] === "A" ? "B" : "A") + signature.slice(1)].join(".");
}

async function call(button) {
  const token = {
    access: tokens.access_token,
    id: tokens.id_token,
    other: facts.other_token,
    changed: changed(tokens.access_token),
    none: null,
  }[button.dataset.call];
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const row = document.createElement("tr");
  row.dataset.called = button.dataset.call;
  try {
    const response = await fetch("/api/me", { headers });
    const body = await response.json();
    row.append(
      element("td", button.textContent),
      element("td", response.status, response.ok ? "in" : "out"),
      element("td", body.error ?? JSON.stringify(body)),
    );
  } catch {
    row.append(element("td", button.textContent), element("td", "-", "out"), element("td", "cognito try has ended"));
  }
  at("calls").append(row);
}

at("password-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const password = at("password").value;
  at("password").value = "";
  post("/sign-in", { username: at("username").value, password });
});
at("answer-form").addEventListener("submit", (event) => {
  event.preventDefault();
  post("/answer", { session, answer: at("answer").value });
});
at("set-up-button").addEventListener("click", () => post("/set-up", { session, access_token: tokens.access_token }));
at("again").addEventListener("click", () => {
  tokens = null;
  show("password");
  at("password").focus();
});
for (const button of document.querySelectorAll("[data-call]")) button.addEventListener("click", () => call(button));

(async () => {
  facts = await (await fetch("/trial.json")).json();
  at("environment").textContent = facts.environment;
  at("username").value = facts.username;
  at("way").textContent = `The pool and the client "${facts.client}" of ${facts.environment}, made by ${facts.way}` +
    ` on this machine alone. MFA is ${facts.mfa}.` +
    (facts.without_terraform ? ` Not by Terraform: ${facts.without_terraform}.` : "");
  list("concessions", facts.concessions.map((each) => [each.what, each.why]));
  show("password");
  at("password").focus();
  document.documentElement.dataset.ready = "true";
})();
