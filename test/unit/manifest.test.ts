import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import {
  createSourceFile,
  forEachChild,
  isInterfaceDeclaration,
  isPropertySignature,
  isStringLiteral,
  ScriptTarget,
} from 'typescript';
import { definitions, platformIds } from '../../src/connectors/index.ts';
import { containers, panels, rowFacts, settings, views } from '../../src/extension/ids.ts';

interface MenuItem {
  command: string;
  when?: string;
  group?: string;
}
interface Setting {
  default: unknown;
  scope?: string;
  description?: string;
  propertyNames?: { pattern: string };
}
interface Manifest {
  main: string;
  icon: string;
  keywords: string[];
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { supported: unknown }; virtualWorkspaces: unknown };
  contributes: {
    commands: { command: string; title: string; category: string; icon?: string }[];
    menus: Record<string, MenuItem[]>;
    views: Record<string, { id: string; icon: string }[]>;
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    walkthroughs: {
      id: string;
      steps: {
        title: string;
        description: string;
        media: { svg: string; altText: string };
        completionEvents: string[];
      }[];
    }[];
    viewsWelcome: { view: string; when: string; contents: string }[];
    configuration: { properties: Record<string, Setting> };
  };
}

const words = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const manifest = JSON.parse(readFileSync('package.json', 'utf8'), (_key, value: unknown) => {
  const [, name] = (typeof value === 'string' && /^%(.+)%$/.exec(value)) || [];
  return name === undefined ? value : words[name];
}) as Manifest;
const { contributes } = manifest;
const commandIds = contributes.commands.map(({ command }) => command);
const menuItems = Object.values(contributes.menus).flat();

/** Types are gone at run time, so the names in an interface are read from the source. */
function membersOf(name: string): string[] {
  const path = 'src/extension/ids.ts';
  const source = createSourceFile(path, readFileSync(path, 'utf8'), ScriptTarget.Latest);
  const members: string[] = [];
  forEachChild(source, (node) => {
    if (isInterfaceDeclaration(node) && node.name.text === name)
      for (const member of node.members)
        if (isPropertySignature(member) && isStringLiteral(member.name)) members.push(member.name.text);
  });
  return members;
}

describe('package.json', () => {
  it('declares exactly the commands that the code has', () => {
    assert.deepEqual([...commandIds].sort(), membersOf('Commands').sort());
    assert.equal(new Set(commandIds).size, commandIds.length);
  });

  it('names every command beside its category, not with it', () => {
    for (const { title, category } of contributes.commands)
      assert.deepEqual([category, /slipway:/i.test(title)], ['Slipway', false], title);
  });

  it('has a place for every command: a menu, or the command palette', () => {
    const menus = Object.entries(contributes.menus).filter(([menu]) => menu !== 'commandPalette');
    const inMenus = new Set(menus.flatMap(([, items]) => items.map(({ command }) => command)));
    const notInPalette = new Set(
      contributes.menus['commandPalette']?.flatMap(({ command, when }) => (when === 'false' ? command : [])),
    );
    assert.deepEqual(
      commandIds.filter((id) => notInPalette.has(id) && !inMenus.has(id)),
      [],
    );
  });

  it('uses only commands that it declares', () => {
    const used = [
      ...menuItems.map(({ command }) => command),
      ...contributes.viewsWelcome.flatMap(({ contents }) =>
        [...contents.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command ?? ''),
      ),
    ];
    assert.deepEqual(
      used.filter((command) => !commandIds.includes(command)),
      [],
    );
    assert.ok(used.length > commandIds.length);
  });

  it('uses only context keys and row facts that the code sets', () => {
    const keys = new Set([...membersOf('ContextKeys'), 'view', 'viewItem', views.deployments]);
    const clauses = [...menuItems, ...contributes.viewsWelcome].map(({ when }) => when ?? '');
    const facts = clauses.flatMap((clause) =>
      [...clause.matchAll(/\/\\b(\w+)\\b\//g)].map(([, fact]) => fact),
    );
    assert.deepEqual(
      [...new Set(facts)].filter((fact) => !(rowFacts as readonly (string | undefined)[]).includes(fact)),
      [],
    );
    const words = clauses.flatMap((clause) => clause.replace(/\/.*?\//g, '').match(/[\w.]+/g) ?? []);
    assert.deepEqual(
      words.filter((word) => !keys.has(word)),
      [],
    );
  });

  it('tests every row fact as a whole word', () => {
    for (const { when = '' } of contributes.menus['view/item/context'] ?? [])
      for (const [, expression = ''] of when.matchAll(/viewItem =~ \/(.*?)\//g))
        assert.match(expression, /^\\b\w+\\b$/);
  });

  it('offers at most three actions inline, and nothing that destroys', () => {
    const inline = (contributes.menus['view/item/context'] ?? []).filter(({ group }) =>
      group?.startsWith('inline'),
    );
    assert.deepEqual([...new Set(inline.map(({ group }) => group))].sort(), [
      'inline@1',
      'inline@2',
      'inline@3',
    ]);
    for (const { command } of inline) assert.doesNotMatch(command, /delete|disconnect/);
  });

  it('walks a newcomer through in at most five steps, each with a picture in the theme and a way to be done', () => {
    const [walk, ...others] = contributes.walkthroughs;
    assert.deepEqual(others, []);
    assert.equal(walk?.id, 'welcome');
    assert.ok(walk.steps.length <= 5);
    const focus = `${views.deployments}.focus`;
    for (const { title, description, media, completionEvents } of walk.steps) {
      const [words = '', ...links] = description.split('\n');
      assert.ok((words.match(/[.:;?] /g) ?? []).length <= 3, `${title} is short`);
      assert.ok(links.length > 0, title);
      const linked = [...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, command = '']) => command);
      assert.deepEqual(
        linked.filter((command) => command !== focus && !commandIds.includes(command)),
        [],
      );
      const picture = readFileSync(media.svg, 'utf8');
      assert.ok(media.altText.length > 20, title);
      // Colours of the theme only: one of our own would vanish in another.
      assert.doesNotMatch(picture, /#[0-9a-f]{3}|rgb/i, media.svg);
      assert.match(picture, /var\(--vscode-/);
      for (const event of completionEvents) {
        const [kind, name = ''] = event.split(':');
        const known = {
          onCommand: [...commandIds, focus],
          onView: [views.deployments],
          onContext: membersOf('ContextKeys'),
        };
        assert.ok(
          known[kind as keyof typeof known].some((one) => one === name),
          event,
        );
      }
    }
  });

  it('repeats the settings with their types and defaults', () => {
    const { properties } = contributes.configuration;
    assert.deepEqual(
      Object.fromEntries(Object.entries(properties).map(([id, { default: value }]) => [id, value])),
      settings,
    );
  });

  it('has a setting for every address that a platform can be reached at, and no other', () => {
    const wanted = Object.values(definitions).flatMap(({ id, baseUrls }) =>
      baseUrls.map(({ key }) => `slipway.${id}.baseUrl.${key}`),
    );
    const declared = Object.keys(contributes.configuration.properties).filter((id) => id.includes('baseUrl'));
    assert.deepEqual(declared.sort(), wanted.sort());
  });

  it('keeps the prices, which decide what a person believes to pay, out of reach of a workspace', () => {
    assert.equal(contributes.configuration.properties['slipway.prices']?.scope, 'application');
  });

  it('takes prices of every platform, and of nothing else', () => {
    const { pattern = '' } = contributes.configuration.properties['slipway.prices']?.propertyNames ?? {};
    const [, named = ''] = /^\^\((.+)\)\/\.\+$/.exec(pattern) ?? [];
    assert.deepEqual(named.split('|').sort(), [...platformIds].sort(), 'the pattern of slipway.prices');
    const taken = new RegExp(pattern, 'u');
    for (const id of platformIds) {
      assert.match(`${id}/x`, taken);
      for (const other of [id, `${id}/`, `${id}s/x`, `my${id}/x`, `/${id}/x`])
        assert.doesNotMatch(other, taken);
    }
  });

  it('is found in the marketplace by the name of every platform, with no more words than it takes', () => {
    const names = Object.values(definitions).flatMap(({ displayName }) => displayName.split(' & '));
    for (const name of names)
      assert.ok(manifest.keywords.includes(name.toLowerCase()), `keywords lack ${name}`);
    assert.ok(manifest.keywords.length <= 30);
  });

  it('keeps every setting that holds an address out of reach of a workspace', () => {
    const addresses = Object.entries(contributes.configuration.properties).filter(([id]) => /url/i.test(id));
    assert.ok(addresses.length > 0);
    for (const [id, { scope }] of addresses) assert.equal(scope, 'application', id);
  });

  it('takes the Python that is run from the person only, never from the folder that is open', () => {
    const python = contributes.configuration.properties['slipway.modal.python'];
    assert.equal(python?.scope, 'machine');
  });

  it('has the views, and a welcome for each', () => {
    assert.deepEqual(
      Object.entries(contributes.views).map(([container, list]) => [container, list.map(({ id }) => id)]),
      [[containers.slipway, Object.values(views)]],
    );
    for (const id of Object.values(views))
      assert.ok(contributes.viewsWelcome.some(({ view }) => view === id));
  });

  it('is woken by nothing but its panels, beside what the editor works out', () => {
    assert.deepEqual(
      [...manifest.activationEvents].sort(),
      Object.values(panels)
        .map((type) => `onWebviewPanel:${type}`)
        .sort(),
    );
  });

  it('names pictures that are there', () => {
    const pictures = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...Object.values(contributes.views).flatMap((list) => list.map(({ icon }) => icon)),
    ];
    for (const picture of pictures) assert.ok(existsSync(picture), picture);
    const icons = new Set(codicons());
    for (const { icon } of contributes.commands)
      assert.ok(icons.has(/^\$\((.+)\)$/.exec(icon ?? '')?.[1] ?? ''), icon);
  });
});

function codicons(): string[] {
  const css = readFileSync('node_modules/@vscode/codicons/dist/codicon.css', 'utf8');
  return [...css.matchAll(/\.codicon-([\w-]+):before/g)].map(([, name]) => name ?? '');
}
