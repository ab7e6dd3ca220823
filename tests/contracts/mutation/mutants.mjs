// What can be wrong in a contract, one change at a time. Works on text: it skips comments, strings, imports and declarations, and leaves
// it to the compiler to refuse what makes no sense.

/** Source with comments and strings blanked, so that positions stay and nothing in them is mutated. */
function blanked(source) {
  let out = '';
  for (let i = 0; i < source.length;) {
    const rest = source.slice(i);
    const skip = /^(\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|hex"[^"]*")/.exec(rest)?.[0];
    if (skip) {
      out += skip.replace(/[^\n]/g, ' ');
      i += skip.length;
    } else out += source[i++];
  }
  return out;
}

/** Index behind the bracket that closes the one at `open`. */
function closing(text, open) {
  const pairs = { '(': ')', '{': '}' };
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === text[open]) depth++;
    else if (text[i] === pairs[text[open]] && --depth === 0) return i + 1;
  }
  throw new Error('brackets do not match');
}

/** Bodies of functions and constructors: the only places that are mutated, besides named constants. */
function bodies(code) {
  const found = [];
  for (const match of code.matchAll(/\b(?:function \w*|constructor|modifier \w+)\s*\(/g)) {
    const parameters = closing(code, match.index + match[0].length - 1);
    const brace = code.slice(parameters).search(/[{;]/) + parameters;
    if (code[brace] === '{') found.push([brace + 1, closing(code, brace) - 1]);
  }
  return found;
}

const swaps = [
  [/(?<![<>=!|&-])<(?![<=])/g, '<=', 'comparison'],
  [/<=/g, '<', 'comparison'],
  [/(?<![<>=-])>(?![>=])/g, '>=', 'comparison'],
  [/(?<!>)>=/g, '>', 'comparison'],
  [/==/g, '!=', 'comparison'],
  [/!=/g, '==', 'comparison'],
  [/&&/g, '||', 'logic'],
  [/\|\|/g, '&&', 'logic'],
  [/(?<= )\+(?= )/g, '-', 'arithmetic'],
  [/(?<= )-(?= )/g, '+', 'arithmetic'],
  [/\.plus\(/g, '.minus(', 'arithmetic'],
  [/\.minus\(/g, '.plus(', 'arithmetic'],
  [/mulDivDown/g, 'mulDivUp', 'rounding'],
  [/mulDivUp/g, 'mulDivDown', 'rounding'],
  [/\.ofDown\(/g, '.ofUp(', 'rounding'],
  [/\.ofUp\(/g, '.ofDown(', 'rounding'],
  [/\.half\(\)/g, '', 'arithmetic'],
  [/\btrue\b/g, 'false', 'constant'],
  [/\bfalse\b/g, 'true', 'constant'],
];

/** Every mutant of one source: {line, kind, from, to, source}. */
export function mutantsOf(source) {
  const code = blanked(source);
  const found = [];
  const put = (start, end, to, kind) =>
    found.push({
      line: source.slice(0, start).split('\n').length,
      kind,
      from: source.slice(start, end).replace(/\s+/g, ' ').slice(0, 100),
      to: to.slice(0, 60),
      source: source.slice(0, start) + to + source.slice(end),
    });

  for (const [start, end] of bodies(code)) {
    const body = code.slice(start, end);
    const each = (pattern, act) => {
      for (const match of body.matchAll(pattern)) act(start + match.index, match);
    };
    for (const [pattern, to, kind] of swaps) each(pattern, (at, match) => put(at, at + match[0].length, to, kind));
    // A guard that never fires.
    each(/\bif \(/g, (at, match) => {
      const open = at + match[0].length - 1;
      const close = closing(code, open);
      if (/^\s*(\{\s*)?revert\b/.test(code.slice(close))) put(open + 1, close - 1, 'false', 'removed guard');
    });
    // A check, an event or a write that is missing.
    each(/^ *(?:_require\w*|emit \w+|delete [\w.[\]]+)\b[^;{}]*;/gm, (at, match) => put(at, at + match[0].length, '', 'removed statement'));
    each(/^ *[\w.[\]]+ (?:[+\-|&]?=)(?!=) [^;{}]*;/gm, (at, match) => put(at, at + match[0].length, '', 'removed assignment'));
    // Two arguments that changed places.
    each(/\w\(([\w.]+), ([\w.]+)(?=[,)])/g, (at, match) => {
      if (match[1] !== match[2]) put(at, at + match[0].length, `${match[0][0]}(${match[2]}, ${match[1]}`, 'swapped arguments');
    });
  }
  for (const match of code.matchAll(/\bconstant \w+ = (?:\w+\.wrap\()?([\d_]+)/g)) {
    const at = match.index + match[0].length - match[1].length;
    put(at, at + match[1].length, String(Number(match[1].replaceAll('_', '')) + 1), 'off by one');
  }
  return found;
}
