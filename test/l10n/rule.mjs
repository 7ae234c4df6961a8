import { isJsxWording, isWording, jsxWording } from './wording.mjs';

/** Attributes that a program reads. */
const silent =
  /^(?:class|className|id|for|htmlFor|type|role|name|style|key|slot|appearance|kind|icon|href|rel|target|lang|d|viewBox|fill|stroke|autocomplete|pattern|inputMode|data-.*|aria-(?:live|current|sort|haspopup|controls|describedby|labelledby|orientation|autocomplete))$/;
/** Attributes and properties that a person reads or hears. */
const spoken =
  /^(?:title|label|unit|placeholder|placeHolder|alt|summary|note|hint|detail|prompt|tooltip|aria-(?:label|description|roledescription|valuetext))$/;
/** Calls whose arguments no person reads, or only one who reads the log, which stays in English. */
const silentCalls =
  /^(?:(?:.*\.)?#?log(?:\.(?:warn|error|info|debug|trace))?|(?:.*\.)?(?:prepare|exec|querySelector|querySelectorAll|closest|matches|addEventListener|removeEventListener|getElementById|startsWith|endsWith|includes|indexOf|split|has|get|set|test|match|literal)|Error|TypeError|RangeError|RegExp|RecordError|URL|require|import|plural|classes|classNames)$/;

/** Words that people read go through `t` of @vscode/l10n, so that they can be read in another language. */
export const localized = {
  meta: {
    type: 'problem',
    fixable: 'code',
    schema: [],
    messages: {
      bare: 'Words that people read go through t of @vscode/l10n: {{text}}',
      braces: 'A message with braces of its own is not filled in: {{text}}',
    },
  },
  create(context) {
    const source = context.sourceCode;
    const report = (node, text, fix) =>
      context.report({ node, messageId: 'bare', data: { text: text.slice(0, 80) }, fix });
    return {
      JSXText(node) {
        const text = jsxWording(node.value);
        if (!isJsxWording(text)) return;
        const [, before, words, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text);
        const space = (kept) => (kept === '' ? '' : "{' '}");
        report(node, words, (fixer) =>
          fixer.replaceText(node, `${space(before)}{t(${quoted(words)})}${space(after)}`),
        );
      },
      Literal(node) {
        if (typeof node.value !== 'string' || isSilent(node)) return;
        if (!(isSpoken(node) ? isJsxWording : isWording)(node.value)) return;
        report(node, node.value, (fixer) =>
          node.parent.type === 'JSXAttribute'
            ? fixer.replaceText(node, `{t(${quoted(node.value)})}`)
            : fixer.replaceText(node, `t(${source.getText(node)})`),
        );
      },
      TemplateLiteral(node) {
        if (node.parent.type === 'TaggedTemplateExpression') return;
        const text = templateText(node);
        if (!isWording(text) || isSilent(node)) return;
        report(node, text, (fixer) => fixer.insertTextBefore(node, 't'));
      },
      TaggedTemplateExpression(node) {
        if (node.tag.name === 't' && node.quasi.quasis.some(({ value }) => /[{}]/.test(value.cooked)))
          context.report({ node, messageId: 'braces', data: { text: templateText(node.quasi) } });
      },
    };
  },
};

/** Whether it stands where every word is read. */
function isSpoken({ parent }) {
  if (parent.type === 'JSXAttribute') return spoken.test(parent.name.name ?? '');
  // A unit is a word for a program, too.
  return parent.type === 'Property' && parent.key.name !== 'unit' && spoken.test(parent.key.name ?? '');
}

const quoted = (text) => (text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll('\\', '\\\\')}'`);

const templateText = ({ quasis }) =>
  quasis.map(({ value }, index) => (index === 0 ? '' : `{${index - 1}}`) + value.cooked).join('');

/** Whether what a literal stands in is read by programs only. */
function isSilent(node) {
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    switch (parent.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
      case 'TSLiteralType':
      case 'TSEnumMember':
      case 'SwitchCase':
        return parent.type !== 'SwitchCase' || parent.test === child;
      case 'TSAsExpression':
        // One word that is a type; a table of words may be constant, too.
        if (child === node && parent.typeAnnotation?.typeName?.name === 'const') return true;
        break;
      case 'MemberExpression':
        return parent.property === child;
      case 'Property':
      case 'PropertyDefinition':
        if (parent.key === child) return true;
        break;
      case 'BinaryExpression':
        if (['===', '!==', '==', '!=', 'in', 'instanceof'].includes(parent.operator)) return true;
        break;
      case 'JSXAttribute':
        return silent.test(parent.name.name ?? '');
      case 'ThrowStatement':
      case 'ExpressionStatement':
        if (child === node) return true;
        break;
      case 'CallExpression':
      case 'NewExpression': {
        if (parent.callee === child) break;
        const name = calleeName(parent.callee);
        if (name === 't') return true;
        return silentCalls.test(name);
      }
      case 'TaggedTemplateExpression':
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
      case 'FunctionDeclaration':
      case 'VariableDeclaration':
      case 'ClassDeclaration':
        return false;
    }
  }
  return false;
}

function calleeName(callee) {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type === 'MemberExpression' && callee.property.type !== 'Literal')
    return `${calleeName(callee.object)}.${callee.property.name}`;
  return '';
}
