import { Button, Code } from '@mantine/core';
import { IconBug } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';

interface Props {
  title: string;
  children: ReactNode;
}

/** Keeps a mistake in one pane from taking the others down. */
export class PaneBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <EmptyState
        icon={<IconBug size={26} />}
        title={`${this.props.title} could not be shown`}
        action={<Button onClick={() => this.setState({ error: null })}>Show it again</Button>}
      >
        This is a mistake in the app, not in your data. Other panes go on working.{' '}
        <Code>{this.state.error.message}</Code>
      </EmptyState>
    );
  }
}
