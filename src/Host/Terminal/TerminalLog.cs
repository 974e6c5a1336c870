using Microsoft.Extensions.Logging;

namespace Millrace.Hosting;

/// <summary>
/// Writes log lines to standard error, except errors: one ends the job, and the program reports it by itself. The console logger of Microsoft.Extensions.Logging would cost a service container and
/// a thread at start-up, which a program that answers in 100 ms cannot afford.
/// </summary>
internal sealed class TerminalLog(Action<string> writeLine, LogLevel minimum) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel < LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        string level = logLevel switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            _ => "warning",
        };
        writeLine($"{level}: {formatter(state, exception)}");
        if (exception is not null && minimum <= LogLevel.Debug) writeLine(exception.ToString());
    }
}
