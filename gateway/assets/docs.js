/** Renders /openapi.json for people: calls by group, then the shapes they speak of. */

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const code = (text) => h('code', {}, text);
/** Words in which backticks mark code. */
const prose = (text) => (text ?? '').split('`').map((part, index) => (index % 2 ? code(part) : part));
const shapeId = (name) => `shape-${name}`;
const nameOf = (reference) => reference.split('/').at(-1);

/** A schema in a few words, with links to the shapes it names. */
function typeOf(schema) {
  if (!schema) return ['anything'];
  if (schema.$ref) {
    const name = nameOf(schema.$ref);
    return [h('a', { href: `#${shapeId(name)}` }, name)];
  }
  const options = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (options) return options.flatMap((one, index) => (index ? [' or ', ...typeOf(one)] : typeOf(one)));
  const types = [schema.type ?? 'anything'].flat();
  if (types.includes('array')) return ['list of ', ...typeOf(schema.items), types.includes('null') ? ' or null' : ''];
  const words = types.join(' or ');
  return [schema.format ? `${words} (${schema.format})` : words];
}

function range({ minimum, maximum }) {
  return minimum === undefined && maximum === undefined ? '' : ` ${minimum ?? '…'} to ${maximum ?? '…'}.`;
}

function table(heads, rows) {
  return h('div', { class: 'scroll' }, h('table', {},
    h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
    h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell) => h('td', {}, ...[cell].flat())))))));
}

function fields(schema) {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => [
    code(name), typeOf(field), required.has(name) ? 'always' : '', [...prose(field.description), range(field)],
  ]);
  return rows.length ? table(['Field', 'Type', 'There', 'Meaning'], rows) : h('p', {}, ...typeOf(schema));
}

function parameters(list) {
  if (!list?.length) return null;
  const rows = list.map((one) => [
    code(one.name), one.in, typeOf(one.schema), one.required ? 'yes' : 'no', [...prose(one.description), range(one.schema ?? {})],
  ]);
  return [h('h3', {}, 'Parameters'), table(['Name', 'In', 'Type', 'Required', 'Meaning'], rows)];
}

const bodySchema = (content) => Object.values(content ?? {})[0]?.schema;

function requestBody(body) {
  if (!body) return null;
  return [h('h3', {}, 'Body'), h('p', {}, ...typeOf(bodySchema(body.content)))];
}

function answers(api, responses) {
  const rows = Object.entries(responses).map(([status, given]) => {
    const response = given.$ref ? api.components.responses[nameOf(given.$ref)] : given;
    const schema = bodySchema(response.content);
    return [code(status === 'default' ? 'else' : status), schema ? typeOf(schema) : 'no body', prose(response.description)];
  });
  return [h('h3', {}, 'Answers'), table(['Status', 'Body', 'Meaning'], rows)];
}

const isOpen = (operation) => (operation.security ?? [null]).some((one) => one && !Object.keys(one).length);

function call(api, path, method, operation) {
  return h('details', { id: operation.operationId ?? `${method}${path}` },
    h('summary', {}, h('span', { class: 'method' }, method.toUpperCase()), h('code', { class: 'path' }, path),
      h('span', { class: 'soft' }, prose(operation.summary)), isOpen(operation) ? h('span', { class: 'open' }, 'without login') : null),
    h('div', {}, operation.description ? h('p', {}, prose(operation.description)) : null, parameters(operation.parameters), requestBody(operation.requestBody), answers(api, operation.responses)));
}

function callsByTag(api) {
  const groups = new Map(api.tags.map(({ name, description }) => [name, { name, description, calls: [] }]));
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS.filter((one) => item[one])) {
      const [tag = 'Other'] = item[method].tags ?? [];
      if (!groups.has(tag)) groups.set(tag, { name: tag, description: '', calls: [] });
      groups.get(tag).calls.push(call(api, path, method, item[method]));
    }
  }
  return [...groups.values()].filter(({ calls }) => calls.length);
}

function render(api) {
  document.title = `${api.info.title} API`;
  document.getElementById('about').textContent = `${api.info.description ?? ''} Version ${api.info.version}.`;
  for (const { name, description, calls } of callsByTag(api)) {
    document.getElementById('groups').append(h('a', { href: `#group-${name}` }, name));
    document.getElementById('calls').append(h('section', { 'aria-labelledby': `group-${name}` },
      h('h2', { id: `group-${name}` }, name), h('p', { class: 'soft' }, prose(description)), ...calls));
  }
  const shapes = document.getElementById('shapes');
  shapes.hidden = false;
  document.getElementById('groups').append(h('a', { href: '#shapes' }, 'Shapes'));
  for (const [name, schema] of Object.entries(api.components?.schemas ?? {})) {
    shapes.append(h('h3', { id: shapeId(name) }, name), h('p', { class: 'soft' }, prose(schema.description)), fields(schema));
  }
}

try {
  const response = await fetch('/openapi.json');
  if (!response.ok) throw new Error(`status ${response.status}`);
  render(await response.json());
} catch (error) {
  document.getElementById('about').textContent = `The API could not be loaded (${error.message}). Reload the page to try again.`;
}
