export function isWording(text: string): boolean;
export function isJsxWording(text: string): boolean;
export function jsxWording(raw: string): string;
