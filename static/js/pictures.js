/* Boxes drawn over a picture become lines of numbers in the fields below it. Without this file the numbers are typed. */
(() => {
  "use strict";
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const fields = { blurs: document.querySelector("[data-boxes=many]"), crop: document.querySelector("[data-boxes=one]") };
  const picture = board.querySelector("img");
  const canvas = board.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const LEAST = 1; // percent: a press without a drag is no box
  let from = null;
  board.hidden = false;

  const percent = (event) => {
    const frame = canvas.getBoundingClientRect();
    const inside = (at, length) => Math.min(100, Math.max(0, (at / length) * 100));
    return [inside(event.clientX - frame.left, frame.width), inside(event.clientY - frame.top, frame.height)];
  };
  const box = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  const boxes = (field) =>
    field.value
      .split("\n")
      .map((line) => line.trim().split(/[\s,]+/).map(Number))
      .filter((sides) => sides.length === 4 && sides.every(Number.isFinite));
  const chosen = () => board.querySelector("input[name=board]:checked").value;

  const draw = (drawing) => {
    canvas.width = picture.clientWidth;
    canvas.height = picture.clientHeight;
    const line = (sides, colour, isFilled) => {
      const [left, top, right, bottom] = sides;
      const at = [(left * canvas.width) / 100, (top * canvas.height) / 100];
      const size = [((right - left) * canvas.width) / 100, ((bottom - top) * canvas.height) / 100];
      pen.strokeStyle = colour;
      pen.lineWidth = 3;
      pen.strokeRect(...at, ...size);
      pen.fillStyle = "rgba(20, 30, 40, 0.55)";
      if (isFilled) pen.fillRect(...at, ...size);
    };
    boxes(fields.blurs).forEach((sides) => line(sides, "#fff", true));
    boxes(fields.crop).forEach((sides) => line(sides, "#f5c542", false));
    if (drawing) line(drawing, "#fff", chosen() === "blurs");
  };

  canvas.addEventListener("pointerdown", (event) => {
    from = percent(event);
    canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => from && draw(box(from, percent(event))));
  canvas.addEventListener("pointercancel", () => ((from = null), draw()));
  canvas.addEventListener("pointerup", (event) => {
    if (!from) return;
    const made = box(from, percent(event));
    from = null;
    if (made[2] - made[0] >= LEAST && made[3] - made[1] >= LEAST) {
      const line = made.map((side) => side.toFixed(1)).join(" ");
      const field = fields[chosen()];
      field.value = chosen() === "crop" || !field.value.trim() ? line : `${field.value.trimEnd()}\n${line}`;
    }
    draw();
  });
  Object.values(fields).forEach((field) => field.addEventListener("input", () => draw()));
  picture.addEventListener("load", () => draw());
  window.addEventListener("resize", () => draw());
  board.closest("details").addEventListener("toggle", () => draw());
  draw();
})();
