/**
 * Puts a painted picture on a stage that is larger than it: enlarged on the graphics card so that edges stay
 * where the original has them. A painted pixel counts for a place of the stage the more, the nearer it is and
 * the more the original looks alike at both (a joint bilateral filter).
 */
import type { Size } from '../camera/cover.ts';
import type { Picture } from '../camera/source.ts';
import { frameOf, ownSize } from '../camera/videoFrame.ts';

/** No more than so many times the picture's own size, nor than so many pixels: nobody would see them. */
const MOST_TIMES = 4;
const MOST_PIXELS = 2560 * 1920;
/** Below this enlargement the browser's own scaling looks the same. */
const FEWEST_TIMES = 1.08;

/** The size to draw a picture at, so that it covers the stage's own pixels; null where it is not worth it. */
export function fineSize(picture: Size, stage: Size): Size | null {
  const cover = Math.max(stage.width / picture.width, stage.height / picture.height);
  const most = Math.min(MOST_TIMES, Math.sqrt(MOST_PIXELS / (picture.width * picture.height)));
  const times = Math.min(cover, most);
  if (!(times >= FEWEST_TIMES)) return null;
  return { width: Math.round(picture.width * times), height: Math.round(picture.height * times) };
}

const VERTEX = `#version 300 es
out vec2 at;
void main() {
  // One triangle that covers everything; pictures have their first row at the top.
  vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
  at = vec2(corner.x, 1.0 - corner.y);
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
in vec2 at;
out vec4 colour;
uniform sampler2D painted;
uniform sampler2D original;
uniform vec2 size;
const float NEAR = 1.5;
const float ALIKE = 60.0;
void main() {
  vec2 place = at * size - 0.5;
  vec2 base = floor(place);
  vec3 here = texture(original, at).rgb;
  vec4 sum = vec4(0.0);
  for (int j = -1; j <= 2; j++) {
    for (int i = -1; i <= 2; i++) {
      vec2 cell = base + vec2(float(i), float(j));
      vec2 centre = (cell + 0.5) / size;
      vec2 away = cell - place;
      vec3 there = texture(original, centre).rgb;
      vec3 other = there - here;
      float near = exp(-NEAR * dot(away, away));
      // A little of the plain weight, so that noise of the camera alone decides nothing.
      float weight = near * (exp(-ALIKE * dot(other, other)) + 0.02);
      sum += weight * vec4(texture(painted, centre).rgb, 1.0);
    }
  }
  colour = vec4(sum.rgb / sum.a, 1.0);
}`;

/** On the page, or in memory. */
type AnyCanvas = HTMLCanvasElement | OffscreenCanvas;

/** A canvas that enlarges on the graphics card. */
export class FineCanvas {
  readonly #gl: WebGL2RenderingContext;
  readonly #canvas: AnyCanvas;
  readonly #size: WebGLUniformLocation | null;
  readonly #textures: readonly { texture: WebGLTexture; size: Size }[];

  private constructor(canvas: AnyCanvas, gl: WebGL2RenderingContext, program: WebGLProgram) {
    this.#canvas = canvas;
    this.#gl = gl;
    gl.useProgram(program);
    this.#size = gl.getUniformLocation(program, 'size');
    this.#textures = ['painted', 'original'].map((name, unit) => {
      gl.uniform1i(gl.getUniformLocation(program, name), unit);
      return { texture: newTexture(gl, unit, name === 'original'), size: { width: 0, height: 0 } };
    });
  }

  /** Null where there is no graphics card to do it: a processor that does it instead would be slower. */
  static open(canvas: AnyCanvas): FineCanvas | null {
    // Both are asked in the same way, which their types do not know.
    const gl = (canvas as HTMLCanvasElement).getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      failIfMajorPerformanceCaveat: true,
    });
    const program = gl && !isSoftware(rendererOf(gl)) && link(gl);
    return program ? new FineCanvas(canvas, gl, program) : null;
  }

  /** The graphics card went away, for good: somebody else has to draw. */
  get lost(): boolean {
    return this.#gl.isContextLost();
  }

  /** Draws a painting, guided by its original, at this size. */
  draw(painted: Picture, original: Picture, target: Size): void {
    const { width, height } = target;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const gl = this.#gl;
    // A card may hold less than it was asked for; the browser stretches it over the canvas.
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    this.#upload(0, painted);
    this.#upload(1, original);
    gl.uniform2f(this.#size, painted.width, painted.height);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  /** Gives the card's memory back. */
  close(): void {
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #upload(unit: number, picture: Picture): void {
    const { width, height, pixels, video } = picture;
    const gl = this.#gl;
    const held = this.#textures[unit]!;
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, held.texture);
    if (video) {
      const frame = frameOf(picture, video);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, frame);
      frame.close();
      held.size = ownSize(picture);
    } else if (held.size.width === width && held.size.height === height) {
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    } else {
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
      held.size = { width, height };
    }
  }
}

/** Who draws, as the browser names it; Chromium does not call its own software a caveat. */
function rendererOf(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/** Whether a renderer of this name is the processor in a graphics card's clothes. */
export function isSoftware(renderer: string): boolean {
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}

function newTexture(gl: WebGL2RenderingContext, unit: number, smooth: boolean): WebGLTexture {
  const texture = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  const filter = smooth ? gl.LINEAR : gl.NEAREST;
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
}

function link(gl: WebGL2RenderingContext): WebGLProgram | null {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) return null;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) === true ? program : null;
}
