// Imported for its effect, before any client of the SDK is made: the SDK's notice about Node versions is for developers;
// it would stand in users' terminals.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
