/** One line of the accounts; `bad` where anything but 0 is a failure. */
export interface Account {
  readonly what: string;
  readonly count: number;
  readonly bad?: boolean;
}

/** The accounts as a table for people. */
export function accountsTable(title: string, accounts: readonly Account[]): string {
  const numbers = accounts.map(({ count }) => count.toLocaleString('en'));
  const width = Math.max(...numbers.map((text) => text.length));
  const lines = accounts.map(({ what, count, bad }, index) => {
    const mark = bad !== true ? ' ' : count === 0 ? '✓' : '✗';
    return `  ${mark} ${numbers[index]!.padStart(width)}  ${what}`;
  });
  return [title, ...lines].join('\n');
}

/** Whether nothing that must not be has happened. */
export function isWell(accounts: readonly Account[]): boolean {
  return accounts.every(({ bad, count }) => bad !== true || count === 0);
}
