/** How a contact reaches the floor. `media` (wechat, weibo, …) names the platform within one. */
export const Channel = {
  voice: 'voice',
  outbound: 'outbound',
  video: 'video',
  chat: 'chat',
  email: 'email',
  social: 'social',
  ticket: 'ticket',
} as const;
export type Channel = (typeof Channel)[keyof typeof Channel];

export const CHANNELS: readonly Channel[] = Object.values(Channel);
